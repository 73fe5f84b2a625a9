// Writes results as the verbs leave them, of made-up kernels, into folders below the one given:
// none, one and thirty kernels; names and texts that are markup; a long history.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root] = process.argv.slice(2);
const hostile = "</td></script><script>window.hit=1</script><img src=x onerror=window.hit=1>&\"'";

/// The same numbers every time (Lehmer 1951).
let state = 20251;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const noise = () => [1, 2, 3, 4, 5, 6].reduce((sum) => sum + random() - 0.5, 0);

const evidence = (cases) => ({ cases, elements: 64 * cases, numbers: cases, finite: cases - 3,
  null_cases: cases, null_any: 40, patterns: 0, null_passes: [10, 20, 30] });

const finding = (bucket, text) => ({ signature: 9, class: "differs",
  description: `differs at return: ${text}`, bucket,
  summary: "n = 1, x = {1}\nreturn: reference 1, optimized 0 (1065353216 ULP apart)\n", count: 17,
  first_index: 3, regression: null, history_index: -1, elements_before: 300, elements_after: 1,
  shrink_runs: 44, minimal: true, arguments: "--reference r.so --optimized o.so" });

const diffOf = (names, text, fails) => ({ lockstep: 1, verb: "diff", seed: 0, inputs: 50000,
  shard_index: 1, shard_count: 1, failures_max: 8, exhaustive: false, interrupted: false,
  kernels: names.map((kernel, index) => ({ kernel, header: `${kernel}.h`,
    contract: `/// ${text}\n/// @compare bits\nfloat ${kernel}(void);`, regressions: 0, run_count: 2,
    variants: ["liboptimized-baseline.so", "liboptimized-v3.so", "liboptimized-v4.so"]
      .map((name, at) => ({ name, skip_reason: at === 2 ? text : null, unfinished: false,
        findings: fails && index % 7 === 0 && at === 1 ? [finding(`0123456789${String(index).padStart(2, "0")}`, text)] : [] })),
    chunks: [{ number: 0, evidence: evidence(50000), variants: [0, 1].map((at) => ({ cases: 50000,
      rounding_remarks: 0, cut: false,
      failures: fails && index % 7 === 0 && at === 1 ? [[9, 17, [3, -1, 1], [7, -1, 1]]] : [] })) }] })) });

const interval = (point) => ({ point, low: point * 0.97, high: point * 1.04 });

const side = (ns) => ({ median: interval(ns), samples: {
  iterations: Array.from({ length: 96 }, (_, index) => 1 + index % 16),
  cpu_ns: Array.from({ length: 96 }, (_, index) => (1 + index % 16) * ns
    * Math.max(0.5, 1 + 0.02 * noise())) } });

const points = (kernel) => (kernel.length % 2 ? ["n=64", "n=768", "n=1536"]
  : ["nodes=10000,arcs=100000,count=100,capacity=65536",
    "nodes=10000,arcs=100000,count=1000,capacity=65536"]);

const machine = (text) => ({ processor: text, architecture: "x86_64", processors: 2, id: "m" });

const benchOf = (names, text) => ({ lockstep: 1, time: "2026-01-01T00:00:00Z",
  machine: machine(text), variants: [{ name: "liboptimized-v3.so", code: "1", build: text }],
  reference: text, memory_limits: [["L1", 32768, 145e9], ["L2", 524288, 95e9],
    ["L3", 33554432, 40e9], ["memory", 0, 15e9]].map(([name, cache_bytes, bytes_per_s]) => ({ name,
    cache_bytes, bytes_per_s })),
  benchmarks: names.flatMap((kernel, at) => points(kernel).map((point, index) => {
    const bytes = 500 * 12 ** index;
    return { name: "", kernel, variant: "liboptimized-v3.so", point, class: "usual", text: "",
      state: "measured", bytes, speedup: { ratio: 2 + at, low: 1.8 + at, high: 2.3 + at },
      reference: side(bytes), optimized: side(bytes / (2 + at)),
      throughput: { bytes_per_s: 1e9 },
      change: { verdict: ["improved", "regressed", "within noise"][at % 3],
        time: { point: 0.1 * noise(), low: -0.2, high: 0.2 },
        speedup: { point: 0.1 * noise(), low: -0.2, high: 0.2 } } };
  })) });

const gateOf = (names, text) => ({ lockstep: 1, gate: "speedup", time: "2026-01-01T00:00:00Z",
  machine: machine(text), exit_status: 1, builds: { reference: { name: text, code: "1",
    build: text }, best: null, old: null, variants: [] },
  controls: names.map((kernel) => ({ kernel, variant: "liboptimized-v3.so", met: true, alike: 1.001,
    planted: 1.099, text: "" })),
  cells: names.flatMap((kernel, at) => points(kernel).map((point) => ({ kernel, point, text,
    variant: "liboptimized-v3.so", verdict: ["pass", "fail", "undecided", "void"][at % 4],
    threshold: 2, decided: { ratio: 2 + at % 9, low: 1.7 + at % 9, high: 2.5 + at % 9 },
    best_build: { ratio: 1.5 }, base_ns: 100, variant_ns: 40, processes: 6 }))) });

const historyOf = (names, runs, text) => Array.from({ length: runs }, (_, run) => [
  ...names.map((kernel) => ({ record: "diff", kernel, variant: "liboptimized-v3.so",
    verdict: run % 9 === 5 ? "differs" : "equal", findings: run % 9 === 5 ? 2 : 0, cases: 50000,
    null_pass_share: 0.3 })),
  ...names.flatMap((kernel, at) => points(kernel).map((point) => ({ gate: "speedup", kernel, point,
    variant: "liboptimized-v3.so", machine: run < 5 ? "other" : "m",
    decided: interval(Math.exp(0.02 * noise() + (at === 0 && run > runs / 2 ? 0.4 : 0))) })))
    .map(({ decided, ...line }) => ({ ...line,
      decided: { ratio: decided.point, low: decided.low, high: decided.high } })),
].map((line) => JSON.stringify({ ...line, revision: `${text}${run}`,
  time: "2026-01-01T00:00:00Z" })).join("\n")).join("\n");

const stacks = (depth, value) => ({ name: depth === 0 ? hostile : `function_${depth}_${value}`,
  value, children: depth > 9 || value < 4 ? []
    : [stacks(depth + 1, Math.floor(value * 0.6)), stacks(depth + 1, Math.floor(value * 0.3))] });

const profileOf = (text) => ({ profile: 1, workload: { nodes: 1, arcs: 1 }, groups: [
  { group: "complete", reference_ns: 1e9, optimized_ns: 1e8, processes: 7, confidence: 0.98,
    wall: { ratio: 10, low: 9, high: 11 }, cpu: { ratio: 10, low: 9, high: 11 } }],
sampler: { name: "perf", event: "cpu-clock", frequency_hz: 999, missing: [text] },
profiles: ["optimized", "reference"].map((name) => ({ side: name, library: text, samples: 900,
  named_share: 1, functions: [{ function: text, object: text, hotspot: "decay", samples: 9,
    self_share: 0.3, total_share: 0.4 }], hotspots: [{ hotspot: "decay", expected_low: 0.1,
    expected_high: 0.15, samples: 9, share: 0.3 }], stacks: stacks(0, 900) })) });

const write = (folder, files) => {
  mkdirSync(join(root, folder, "profile"), { recursive: true });
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(root, folder, name),
      typeof content === "string" ? content : JSON.stringify(content));
};

const all = (names, text, fails, runs) => ({ "diff.json": diffOf(names, text, fails),
  "bench.json": benchOf(names, text), "gate.json": gateOf(names, text),
  "history.jsonl": historyOf(names, runs, "r"), "profile/profile.json": profileOf(text) });

const thirty = Array.from({ length: 30 }, (_, index) => `kernel_${"abcde".slice(index % 5)}${index}`);
write("none", { "diff.json": diffOf([], "", false), "bench.json": { benchmarks: [] },
  "gate.json": { ...gateOf([], ""), exit_status: 0 } });
write("one", all(["dot"], "plain", false, 2));
write("thirty", all(thirty, "plain", true, 60));
write("hostile", { ...all(["total"], hostile, true, 3),
  "history.jsonl": historyOf(["total"], 3, hostile) });
