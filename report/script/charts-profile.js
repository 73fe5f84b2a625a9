// The flame graphs of a profile.
import { select } from "d3";
import { flamegraph } from "d3-flame-graph";

/// Colours by the first letter, so that one function has one colour on both sides.
const colourOf = (name) => {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 9973;
  return `hsl(${20 + hash % 40} ${60 + hash % 30}% ${62 + hash % 12}%)`;
};

const share = (value, whole) => `${(100 * value / whole).toFixed(1)} %`;

const depthOf = (node) => 1 + Math.max(0, ...(node.children ?? []).map(depthOf));

const drawFlame = (flame) => (width) => {
  const tell = document.createElement("p");
  const plot = document.createElement("div");
  const reset = document.createElement("button");
  const whole = flame.stacks.value;
  const idle = "Point at a frame to see its share; a click zooms in.";
  tell.className = "flame-tell";
  tell.setAttribute("aria-live", "polite");
  tell.textContent = idle;
  reset.type = "button";
  reset.textContent = "Whole graph";
  const label = ({ data }) => `${data.name}: ${data.value} samples, ${share(data.value, whole)}`;
  const chart = flamegraph()
    .width(width)
    .height(17 * depthOf(flame.stacks) + 10)
    .cellHeight(17)
    .minFrameSize(2)
    .transitionDuration(0)
    .inverted(false)
    .tooltip(false)
    .setLabelHandler(label)
    .setColorMapper((node) => (node.highlight ? "#e600e6" : colourOf(node.data.name)));
  select(plot).datum(structuredClone(flame.stacks)).call(chart);
  // The library draws in transitions; what is about to be printed cannot wait for them.
  for (const frame of plot.querySelectorAll("g.frame")) {
    frame.querySelector("rect").setAttribute("width", frame.getAttribute("width"));
    frame.querySelector("div").textContent = frame.getAttribute("name");
  }
  reset.addEventListener("click", () => chart.resetZoom());
  plot.className = "flame";
  const frameOf = (event) => event.target.closest("g.frame");
  plot.addEventListener("mouseover", (event) => {
    const frame = frameOf(event);
    tell.textContent = frame ? label(select(frame).datum()) : idle;
  });
  const all = document.createElement("div");
  all.append(reset, tell, plot);
  return all;
};

export const drawFlames = (data, add) => {
  (data.flames ?? []).forEach((flame, index) => {
    const box = document.getElementById(`flame-${index}`);
    if (!box || !flame.stacks || !(flame.stacks.value > 0)) return;
    add(box, `Flame graph of the ${flame.side} side`,
      "A frame is a function, as wide as its share of the samples (all of them are 100 %), above "
      + "the function that called it. The tables below tell the same in numbers.",
      drawFlame(flame));
  });
};
