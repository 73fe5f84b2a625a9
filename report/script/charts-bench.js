// Charts of timings: speed-ups, times against size, distributions, changes.
import * as Plot from "@observablehq/plot";
import { bisector, max, median, min, quantileSorted } from "d3";

const verdictColour = (verdict) => ({ pass: "var(--good)", fail: "var(--bad)", wrong: "var(--bad)" }
  [verdict] ?? "var(--warn)");

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

const groupBy = (rows, key) => {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
};

/// "n=768" for people: commas get a space, so that lines may break.
const pointText = (row) => row.point.replaceAll(",", ", ")
  + (row.class && row.class !== "usual" ? `, ${row.class} inputs` : "");

const nameOf = (row, hasVariants) => `${row.kernel} ${pointText(row)}`
  + (hasVariants ? ` · ${row.variant}` : "");

const formatTime = (ns) => {
  const steps = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]];
  const [step, unit] = steps.find(([size]) => ns >= size * 0.9995) ?? [1, "ns"];
  return `${Number((ns / step).toPrecision(3))} ${unit}`;
};

const formatBytes = (bytes) => {
  const steps = [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]];
  const [step, unit] = steps.find(([size]) => bytes >= size) ?? [1, "B"];
  return `${Number((bytes / step).toPrecision(3))} ${unit}`;
};

const pen = document.createElement("canvas").getContext("2d");

/// A text that would be wider than so many pixels is cut; it is whole where it is pointed at.
const cutText = (text, width) => {
  pen.font = "12px system-ui, sans-serif";
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
};

/// 0.4, not 400m.
const plain = (value) => `${Number(value.toPrecision(3))}`.replace("-", "−");

/// One line for each row: its name above, its interval and point below.
const drawIntervals = (width, rows, x, ruleAt, threshold) => {
  const rowHeight = 32;
  const cut = (text) => cutText(text, width - 34);
  const indexed = rows.map((row, index) => ({ ...row, index }));
  return Plot.plot({
    width,
    height: rows.length * rowHeight + 70,
    marginLeft: 12,
    marginRight: 18,
    marginTop: 34,
    marginBottom: 36,
    style: { fontSize: "12px", background: "none" },
    x,
    y: { axis: null, domain: [rows.length - 0.4, -0.6] },
    marks: [
      Plot.axisX({ anchor: "top", ticks: Math.max(3, width / 110), label: null, tickFormat: plain }),
      Plot.axisX({ anchor: "bottom", tickFormat: plain, ticks: Math.max(3, width / 110), labelAnchor: "center" }),
      Plot.gridX({ ticks: Math.max(3, width / 110) }),
      Plot.ruleX([ruleAt], { strokeWidth: 1.5 }),
      Plot.text(indexed, { x: () => x.domain[0], y: "index", text: (row) => cut(row.name),
        title: "name", textAnchor: "start", dy: -7, fill: "currentColor",
        stroke: "var(--ground)", strokeWidth: 4 }),
      Plot.link(indexed, { x1: "low", x2: "high", y1: "index", y2: "index", dy: 8,
        stroke: "colour", strokeWidth: 5, strokeOpacity: 0.45 }),
      Plot.dot(indexed, { x: "point", y: "index", dy: 8, r: 4, fill: "colour",
        title: (row) => row.title }),
      threshold ? Plot.ruleX(indexed, { x: "threshold", y1: (row) => row.index + 0.02,
        y2: (row) => row.index + 0.44, strokeWidth: 2 }) : null,
    ],
  });
};

const logDomain = (rows, include) => {
  const low = Math.min(...include, min(rows, (row) => row.low));
  const high = Math.max(...include, max(rows, (row) => row.high));
  return [low / 1.15, high * 1.25];
};

const ratioText = (ratio) => `${Number(ratio.toPrecision(3))}×`;

const ratioRows = (rows, estimate, colour) => {
  const hasVariants = new Set(rows.map((row) => row.variant)).size > 1;
  return rows.map((row) => {
    const { ratio, low, high } = estimate(row);
    return { name: nameOf(row, hasVariants), point: ratio, low, high, threshold: row.threshold,
      colour: colour(row),
      title: `${nameOf(row, true)}\n${ratioText(ratio)} [${ratioText(low)}, ${ratioText(high)}]` };
  });
};

/// What a ratio is, as far as the width allows.
const ratioLabel = (kind, meaning, width) => `${kind}${width > 560 ? `: ${meaning}` : ""} `
  + "(×, logarithmic)";

export const drawSpeedups = (data, add) => {
  const rows = ratioRows(data.bench ?? [], (row) => row.speedup, () => "var(--series-2)");
  const box = document.getElementById("chart-speedups");
  if (!box || rows.length === 0) return;
  add(box, "Speed-up of each benchmark",
    "A dot is the median ratio, the bar beside it its interval; at 1 both sides are alike.",
    (width) => drawIntervals(width, rows, { type: "log", domain: logDomain(rows, [1]),
      label: ratioLabel("speed-up", "time of the reference / time of the variant", width) }, 1));
};

export const drawGates = (data, add) => {
  const rows = ratioRows(data.gates ?? [], (row) => row.decided,
    (row) => verdictColour(row.verdict));
  const box = document.getElementById("chart-gates");
  if (!box || rows.length === 0) return;
  const [kind, meaning] = { speedup: ["speed-up", "time of the reference / time of the variant"],
    against: ["time new / old", "of the new build / of the older one"],
    baseline: ["speed-up then / now", "of the baseline / of this run"] }[data.gate_kind]
    ?? ["ratio", "of two times"];
  const include = [1, ...rows.map((row) => row.threshold)];
  add(box, "Each gate and what was measured",
    "The upright tick is the gate, the bar the interval that has to clear it. "
    + "Green passed, red failed, amber could not be decided or is void: the remarks say why.",
    (width) => drawIntervals(width, rows, { type: "log", domain: logDomain(rows, include),
      label: ratioLabel(kind, meaning, width) }, 1, true));
};

export const drawChanges = (data, add) => {
  const box = document.getElementById("chart-change");
  const changed = (data.bench ?? []).filter((row) => row.change);
  if (!box || changed.length === 0) return;
  const hasVariants = new Set(changed.map((row) => row.variant)).size > 1;
  const colours = { improved: "var(--good)", regressed: "var(--bad)" };
  const rows = changed.map((row) => ({
    name: `${nameOf(row, hasVariants)}: ${row.change.verdict}`,
    point: 100 * row.change.time.point,
    low: 100 * row.change.time.low,
    high: 100 * row.change.time.high,
    colour: colours[row.change.verdict] ?? "var(--idle)",
    title: `${nameOf(row, true)}\n${(100 * row.change.time.point).toFixed(1)} %`,
  }));
  const reach = 1.1 * Math.max(3, ...rows.map((row) => Math.max(Math.abs(row.low),
    Math.abs(row.high))));
  add(box, "Change of each benchmark's time", "Left of 0 is faster than the baseline.",
    (width) => drawIntervals(width, rows, { domain: [-reach, reach],
      label: "change of the time of a call (%)" }, 0));
};

/// Where the limits' lines run: the time that reading so many bytes takes at best.
const limitLine = (limit, [from, to]) => [from, to].map((bytes) => ({ bytes,
  ns: bytes / limit.bytes_per_s * 1e9, name: limit.name }));

const drawSize = (width, rows, limits, colours) => {
  const points = rows.flatMap((row) => [
    { bytes: row.bytes, ns: row.reference.median.point, side: "reference", row },
    { bytes: row.bytes, ns: row.optimized.median.point, side: row.variant, row },
  ]);
  const extent = [min(points, (point) => point.bytes) / 1.6, max(points, (point) => point.bytes) * 1.6];
  const caches = limits.filter((limit) => limit.cache_bytes > extent[0]
    && limit.cache_bytes < extent[1]);
  const lines = limits.flatMap((limit) => limitLine(limit, extent));
  const low = Math.min(min(points, (point) => point.ns), min(lines, (line) => line.ns));
  const high = max(points, (point) => point.ns) * 2;
  return Plot.plot({
    width,
    height: 300,
    marginLeft: 58,
    marginRight: 54,
    marginTop: 24,
    marginBottom: 40,
    style: { fontSize: "12px", background: "none" },
    x: { type: "log", base: 4, domain: extent, label: "arrays of one call (bytes, logarithmic)",
      labelAnchor: "center", tickFormat: formatBytes, grid: true,
      ticks: powersOf(4, extent, Math.max(2, Math.floor(width / 75))) },
    y: { type: "log", domain: [low / 1.5, high], label: "time of a call (logarithmic)",
      tickFormat: formatTime, grid: true, ticks: 5 },
    color: { domain: colours.map(([side]) => side), range: colours.map(([, colour]) => colour) },
    marks: [
      Plot.ruleX(caches, { x: "cache_bytes", stroke: "var(--quiet)", strokeDasharray: "2,4" }),
      Plot.text(caches, { x: "cache_bytes", frameAnchor: "top", dy: -6, fill: "var(--quiet)",
        text: (limit) => `end of ${limit.name}`, fontSize: 10 }),
      Plot.line(lines, { x: "bytes", y: "ns", z: "name", stroke: "var(--quiet)",
        strokeDasharray: "5,3", clip: true }),
      Plot.text(spreadLabels(lines.filter((line) => line.bytes === extent[1]), low / 1.5, high),
        { x: () => extent[1], y: "y", text: "name", textAnchor: "start", dx: 4,
          fill: "var(--quiet)", fontSize: 10 }),
      Plot.line(points, { x: "bytes", y: "ns", stroke: "side", strokeWidth: 2 }),
      Plot.dot(points, { x: "bytes", y: "ns", fill: "side", r: 4,
        symbol: (point) => (point.side === "reference" ? "square" : "circle"),
        title: ({ side, ns, bytes, row }) => `${side}, ${pointText(row)}\n${formatTime(ns)} for `
          + `${formatBytes(bytes)}` }),
    ],
  });
};

/// Ticks at powers of a base, thinned out until at most `count` are left.
const powersOf = (base, [low, high], count) => {
  let ticks = [];
  for (let value = 1; value <= high; value *= base) if (value >= low) ticks.push(value);
  while (ticks.length > count) ticks = ticks.filter((_, index) => index % 2 === 0);
  return ticks;
};

/// Moves labels apart that would lie on one another on a logarithmic axis.
const spreadLabels = (labels, low, high) => {
  const gap = (Math.log(high) - Math.log(low)) / 18;
  let last = Infinity;
  return labels.sort((a, b) => b.ns - a.ns).map((label) => {
    const y = Math.min(Math.log(label.ns), last - gap);
    last = y;
    return { ...label, y: Math.exp(y) };
  });
};

/// A line of colours with their names.
export const legend = (sides) => {
  const box = document.createElement("div");
  box.className = "legend";
  sides.forEach(([name, colour]) => {
    const item = document.createElement("span");
    const swatch = document.createElement("i");
    swatch.style.background = colour;
    item.append(swatch, name);
    box.append(item);
  });
  return box;
};

/// One colour for each side, the same in every chart: the reference's is the first.
const sideColours = (rows) => [["reference", "var(--series-1)"],
  ...[...new Set(rows.map((row) => row.variant))]
    .map((name, index) => [name, `var(--series-${index % 5 + 2})`])];

const sideLegend = (rows) => legend(sideColours(rows));

export const drawSizes = (data, add) => {
  const box = document.getElementById("charts-size");
  const limits = data.memory_limits ?? [];
  const rows = (data.bench ?? []).filter((row) => row.class === "usual" && row.bytes > 0);
  const kernels = [...groupBy(rows, (row) => row.kernel)]
    .filter(([, some]) => new Set(some.map((row) => row.bytes)).size > 1);
  if (!box || kernels.length === 0) return;
  const head = document.createElement("h3");
  const prose = document.createElement("p");
  head.textContent = "Time against size";
  prose.textContent = "Each dot is the median of one benchmark. The broken lines are limits of this "
    + "machine: the time that reading so many bytes once takes from "
    + `${limits.map((limit) => limit.name).join(", ")}${limits.length
      ? `, measured at ${limits.map((limit) => `${(limit.bytes_per_s / 1e9).toFixed(0)} GB/s`)
        .join(", ")}` : " a memory that was not measured"}. A kernel below a limit does not `
    + "read all of its arrays, or reads them from a nearer level.";
  box.append(head, prose, sideLegend(rows));
  const grid = document.createElement("div");
  grid.className = "grid";
  box.append(grid);
  for (const [kernel, some] of kernels)
    add(grid, kernel, "", (width) => drawSize(width, some, limits, sideColours(rows)));
  box.hidden = false;
};

/// Density of values by Gaussian kernels of Silverman's width, scaled to a greatest height of 1.
const density = (values, [low, high]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const spread = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.34;
  const width = Math.max(0.9 * spread * sorted.length ** -0.2, (high - low) / 200);
  const left = bisector((value) => value).left;
  const points = Array.from({ length: 121 }, (_, index) => {
    const x = low + (high - low) * index / 120;
    let sum = 0;
    for (let i = left(sorted, x - 4 * width); i < sorted.length && sorted[i] <= x + 4 * width; i++)
      sum += Math.exp(-0.5 * ((sorted[i] - x) / width) ** 2);
    return { x, height: sum };
  });
  const top = max(points, (point) => point.height) || 1;
  return points.map((point) => ({ x: point.x, height: point.height / top }));
};

/// The two sides of each benchmark as violins over the deviation from their own median.
const drawViolin = (width, rows) => {
  const sides = rows.flatMap((row) => [["reference", row.reference], [row.variant, row.optimized]]
    .map(([side, { times }]) => {
      const middle = median(times);
      return { side, row, middle, deviations: times.map((time) => 100 * (time / middle - 1)) };
    })).filter((one) => one.deviations.length > 1);
  const all = sides.flatMap((one) => one.deviations).sort((a, b) => a - b);
  const low = Math.max(-60, Math.min(-2, quantileSorted(all, 0.01) * 1.1));
  const high = Math.min(120, Math.max(2, quantileSorted(all, 0.97) * 1.1));
  const rowHeight = 52, colours = new Map(sideColours(rows));
  const shapes = sides.flatMap((one, at) => density(one.deviations, [low, high])
    .map(({ x, height }) => ({ x, y1: at + 0.18 - 0.28 * height, y2: at + 0.18 + 0.28 * height, at,
      colour: colours.get(one.side) })));
  const boxes = sides.map((one, at) => {
    const sorted = [...one.deviations].sort((a, b) => a - b);
    const outside = sorted.filter((value) => value < low || value > high).length;
    return { at, y: at + 0.18, low: quantileSorted(sorted, 0.25), high: quantileSorted(sorted, 0.75),
      name: `${formatTime(one.middle)}${outside ? ` (${outside} beyond)` : ""}, ${pointText(one.row)}`,
      title: `${pointText(one.row)}, ${one.side}: median ${formatTime(one.middle)}, `
        + `${plural(sorted.length, "sample")}, ${outside} of them beyond the axis` };
  });
  const cut = (text) => cutText(text, width - 34);
  return Plot.plot({
    width,
    height: sides.length * rowHeight + 62,
    marginLeft: 12,
    marginRight: 18,
    marginTop: 20,
    marginBottom: 36,
    style: { fontSize: "12px", background: "none" },
    x: { domain: [low, high], label: "deviation from the median time of a call (%)",
      labelAnchor: "center", grid: true, ticks: Math.max(3, width / 100) },
    y: { axis: null, domain: [sides.length - 0.45, -0.5] },
    marks: [
      Plot.ruleX([0]),
      Plot.areaY(shapes, { x: "x", y1: "y1", y2: "y2", z: "at", fill: "colour", fillOpacity: 0.55,
        curve: "basis" }),
      Plot.link(boxes, { x1: "low", x2: "high", y1: "y", y2: "y", strokeWidth: 3, clip: true }),
      Plot.dot(boxes, { x: 0, y: "y", r: 3, fill: "var(--ground)", stroke: "currentColor" }),
      Plot.text(boxes, { x: () => low, y: "at", text: (one) => cut(one.name), title: "title",
        textAnchor: "start", dy: -16, fill: "currentColor", stroke: "var(--ground)",
        strokeWidth: 4 }),
    ],
  });
};

export const drawViolins = (data, add) => {
  const box = document.getElementById("charts-violins");
  const kernels = [...groupBy((data.bench ?? []).filter((row) => row.optimized.times.length > 1),
    (row) => row.kernel)];
  if (!box || kernels.length === 0) return;
  const head = document.createElement("h3");
  const prose = document.createElement("p");
  head.textContent = "How the times spread";
  prose.textContent = "A violin is as thick as samples are dense, along their deviation from the "
    + "median (the circle, its time above) of their own side; the bar holds their middle half. Each "
    + "sample is the CPU time of a call, the mean over one stretch of calls; all processes are "
    + "together. How many lie beyond the axis is told.";
  box.append(head, prose, sideLegend(kernels.flatMap(([, rows]) => rows)));
  const grid = document.createElement("div");
  grid.className = "grid";
  box.append(grid);
  for (const [kernel, rows] of kernels)
    add(grid, kernel, "", (width) => drawViolin(width, rows));
  box.hidden = false;
};
