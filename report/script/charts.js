// Draws the page's charts into the figures that wait for them, each when it comes into view.
import { drawChanges, drawGates, drawSizes, drawSpeedups, drawViolins } from "./charts-bench.js";
import { drawHistory } from "./charts-history.js";
import { drawFlames } from "./charts-profile.js";

const element = document.getElementById("lockstep-data");
const data = element ? JSON.parse(element.textContent) : {};

/// Every chart: the box it is drawn into, and what draws it for a width.
const charts = [];

/// Adds a chart to a box of the page, with its title and what it shows.
const add = (box, title, caption, draw) => {
  const figure = document.createElement("figure");
  const head = document.createElement("h4");
  const plot = document.createElement("div");
  const text = document.createElement("figcaption");
  figure.className = "chart";
  head.textContent = title;
  text.textContent = caption;
  plot.className = "plot";
  figure.append(head, plot);
  if (caption) figure.append(text);
  box.append(figure);
  box.hidden = false;
  charts.push({ plot, draw, width: 0 });
};

const render = (chart) => {
  const width = Math.floor(chart.plot.clientWidth);
  if (width === 0 || width === chart.width) return;
  chart.width = width;
  chart.plot.replaceChildren(chart.draw(width));
};

for (const draw of [drawGates, drawSpeedups, drawSizes, drawViolins, drawChanges, drawHistory,
  drawFlames]) draw(data, add);

// Only what is looked at is drawn, so that a page of all kernels opens at once.
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const chart = charts.find((one) => one.plot === entry.target);
    chart.isSeen = entry.isIntersecting;
    if (entry.isIntersecting) render(chart);
  }
}, { rootMargin: "600px" });
for (const chart of charts) {
  chart.plot.style.minHeight = "4rem";
  seen.observe(chart.plot);
}

let timer;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => charts.filter((one) => one.isSeen).forEach(render), 150);
});
addEventListener("beforeprint", () => charts.forEach(render));
