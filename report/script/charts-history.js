// Charts of earlier runs: speed-ups with their change points, findings, evidence.
import * as Plot from "@observablehq/plot";
import { legend } from "./charts-bench.js";

const frame = (width, height) => ({ width, height, marginLeft: 52, marginRight: 16, marginTop: 24,
  marginBottom: 56, style: { fontSize: "12px", background: "none" } });

/// Runs along the bottom, as many revisions written out as there is room for.
const runAxis = (runs, width) => {
  const step = Math.max(1, Math.ceil(runs.length * 62 / Math.max(width - 70, 62)));
  return { domain: [0.5, runs.length + 0.5], label: "run, with its revision", labelAnchor: "center",
    labelOffset: 50, ticks: runs.map((_, index) => index + 1)
      .filter((number) => (runs.length - number) % step === 0),
    tickFormat: (number) => `${number}\n${shorten(runs[number - 1]?.revision ?? "")}` };
};

const shorten = (revision) => (revision.length > 10 ? `${revision.slice(0, 9)}…` : revision);

const drawSeries = (width, runs, all) => {
  const machine = all.flatMap((one) => one.points).sort((a, b) => a[0] - b[0]).at(-1)[4];
  const points = all.flatMap((one, index) => one.points.map(([run, ratio, low, high, where]) => ({
    run: run + 1, ratio, low, high, name: `${one.point} ${one.variant}`,
    colour: where === machine ? `var(--series-${index % 5 + 2})` : "var(--line)",
    title: `${one.point}, ${one.variant}\n${runs[run].revision}: ${Number(ratio.toPrecision(3))}×`
      + `${where === machine ? "" : " (another machine)"}` })));
  const changes = all.flatMap((one, index) => one.changes.map((run) => ({ run: run + 0.5,
    colour: `var(--series-${index % 5 + 2})` })));
  const marks = [...new Map(changes.map((change) => [change.run, change])).values()];
  const low = Math.min(...points.map((point) => point.low ?? point.ratio));
  const high = Math.max(...points.map((point) => point.high ?? point.ratio));
  const plot = Plot.plot({
    ...frame(width, 260),
    x: runAxis(runs, width),
    y: { type: "log", domain: [low / 1.1, high * 1.2], label: "speed-up (×, logarithmic)",
      grid: true, ticks: 5, tickFormat: (value) => `${value}` },
    marks: [
      Plot.ruleX(changes, { x: "run", stroke: "colour", strokeWidth: 2, strokeDasharray: "4,3" }),
      Plot.text(marks, { x: "run", frameAnchor: "top", text: () => "◆", fill: "colour", dy: -8 }),
      Plot.link(points, { x1: "run", x2: "run", y1: "low", y2: "high", stroke: "colour",
        strokeOpacity: 0.4, strokeWidth: 3 }),
      Plot.line(points, { x: "run", y: "ratio", z: "name", stroke: "colour", strokeWidth: 1.5 }),
      Plot.dot(points, { x: "run", y: "ratio", fill: "colour", r: 3, title: "title" }),
    ],
  });
  const box = document.createElement("div");
  const hasVariants = new Set(all.map((one) => one.variant)).size > 1;
  box.append(legend(all.map((one, index) => [`${one.point.replaceAll(",", ", ")}${hasVariants
    ? ` ${one.variant}` : ""}`, `var(--series-${index % 5 + 2})`])), plot);
  return box;
};

const drawCounts = (width, runs, key, label, scale, domainAtLeast) => {
  const points = runs.map((run, index) => ({ run: index + 1, value: run[key], revision: run.revision }))
    .filter((point) => runs[point.run - 1].verdicts > 0 && point.value !== null)
    .map((point) => ({ ...point, value: point.value * scale }));
  const top = Math.max(domainAtLeast, ...points.map((point) => point.value)) * 1.1;
  return Plot.plot({
    ...frame(width, 220),
    x: runAxis(runs, width),
    y: { domain: [0, top], label, grid: true, ticks: 5, tickFormat: "~s" },
    marks: [
      Plot.ruleY([0]),
      Plot.line(points, { x: "run", y: "value", stroke: "var(--series-2)" }),
      Plot.dot(points, { x: "run", y: "value", r: 4,
        fill: key === "findings" ? (point) => (point.value > 0 ? "var(--bad)" : "var(--good)")
          : "var(--series-2)",
        title: (point) => `${point.revision}: ${point.value}` }),
    ],
  });
};

export const drawHistory = (data, add) => {
  const box = document.getElementById("charts-history");
  const { runs = [], series = [] } = data.history ?? {};
  if (!box || runs.length < 2) return;
  const grid = document.createElement("div");
  grid.className = "grid";
  box.append(grid);
  if (runs.some((run) => run.verdicts > 0)) {
    add(grid, "Divergences", "Findings of all kernels and variants of a run.",
      (width) => drawCounts(width, runs, "findings", "findings", 1, 4));
    add(grid, "Evidence: cases", "Cases compared in a run, all verdicts together.",
      (width) => drawCounts(width, runs, "cases", "cases", 1, 10));
    add(grid, "Evidence: null kernels", "The largest share of cases that a null kernel passes; at "
      + "99 % a verdict is mistrusted.",
    (width) => drawCounts(width, runs, "null_pass", "cases passed (%)", 100, 5));
  }
  const kernels = new Map();
  for (const one of series) {
    if (one.points.length < 2) continue;
    if (!kernels.has(one.kernel)) kernels.set(one.kernel, []);
    kernels.get(one.kernel).push(one);
  }
  for (const [kernel, all] of kernels)
    add(grid, `Speed-up of ${kernel}`, all.some((one) => one.changes.length)
      ? "◆ marks a change point, in the colour of its benchmark." : "",
    (width) => drawSeries(width, runs, all));
  box.hidden = false;
};
