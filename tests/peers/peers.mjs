// Measures Hourglass's training steps against jax-js and TensorFlow.js, in one browser and one run: in every
// round each has a fresh page to itself for so many seconds. Takes minutes, so no part of the tests.
//
//   node tests/peers/peers.mjs [--backend webgpu|cpu] [--workload W1|W4] [--seconds 5] [--rounds 3] [--json]
//        [--only hourglass,jax,tfjs]
//   node tests/peers/peers.mjs --check 100     only whether the peers' losses fall over so many steps
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const checkout = join(here, "../..");
const mnist = join(process.env.HOURGLASS_DATA || join(checkout, "../shared/data"), "mnist");

function fail(line, status = 1) {
  console.error(`peers: ${line}`);
  process.exit(status);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        backend: { type: "string", default: "webgpu" },
        workload: { type: "string", default: "W1" },
        seconds: { type: "string", default: "5" },
        rounds: { type: "string", default: "3" },
        check: { type: "string" },
        only: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    for (const name of ["seconds", "rounds", "check"]) if (values[name] !== undefined) values[name] = Number(values[name]);
    if (!["webgpu", "cpu"].includes(values.backend)) fail("--backend: choose webgpu or cpu", 2);
    if (!["W1", "W4"].includes(values.workload)) fail("--workload: choose W1 or W4", 2);
    if (!(values.seconds > 0 && values.seconds <= 600)) fail("--seconds: give a number above 0, at most 600", 2);
    if (!(Number.isInteger(values.rounds) && values.rounds > 0)) fail("--rounds: give a whole number from 1", 2);
    const unknown = values.only?.split(",").find((name) => !["hourglass", "jax", "tfjs"].includes(name));
    if (unknown !== undefined) fail(`--only: '${unknown}' is not known; choose of hourglass,jax,tfjs`, 2);
    if (values.check !== undefined && !(Number.isInteger(values.check) && values.check > 1)) fail("--check: give a whole number from 2", 2);
    return values;
  } catch (error) {
    fail(error.message.split("\n")[0], 2);
  }
}
const asked = options();

const packages = ["@jax-js/jax", "@tensorflow/tfjs", "@tensorflow/tfjs-backend-webgpu", "@tensorflow/tfjs-backend-wasm"];
if (!packages.every((name) => existsSync(join(here, "node_modules", name)))) fail("the peers are not installed: npm ci in tests/peers");
const harness = await import("../web/harness.mjs").catch(() => fail("playwright-core is not installed: ./dev build web"));
if (!existsSync(join(harness.page_folder, "index.html")) || !existsSync(harness.program))
  fail("the page or the command line that serves it is not built: ./dev build native web");

// ------------------------------------------------------------------------------------ their server

const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".gz": "application/octet-stream" };

/** This folder and MNIST on a free port, isolated as Hourglass's page is, so that WASM has its threads. */
async function serve() {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://peers").pathname));
    const file = path.startsWith("/data/") ? join(mnist, path.slice(6)) : join(here, path === "/peer.html" ? "/page/peer.html" : path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

// ------------------------------------------------------------------------------------- contenders

const server = await serve();

/** What every contender is given, or null. Asked for on any file of the server: WebGPU needs a secure context. */
async function adapter_of_browser() {
  const page = await (await harness.start_browser()).newPage();
  try {
    await page.goto(`${server.address}page/workloads.js`);
    return await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
      if (!adapter) return null;
      const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
      return { vendor, architecture, description, isFallbackAdapter: isFallbackAdapter ?? adapter.isFallbackAdapter };
    });
  } finally {
    await page.close();
  }
}

/** A fresh page of a peer for `use`, and no longer: an idle page may still take time from the others. */
async function with_peer(name, use) {
  const page = await (await harness.start_browser()).newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await page.goto(`${server.address}peer.html?${new URLSearchParams({ peer: name, workload: asked.workload, backend: asked.backend })}`);
    for (const end = Date.now() + 120000; !(await page.evaluate(() => Boolean(window.peer))); ) {
      if (errors.length) throw new Error(`${name}: ${errors[0]}`);
      if (Date.now() > end) throw new Error(`${name}: its page did not start within two minutes`);
      await new Promise((go_on) => setTimeout(go_on, 100));
    }
    return await use(page);
  } finally {
    await page.close();
  }
}

async function measure_peer(name) {
  const result = await with_peer(name, (page) => page.evaluate((seconds) => window.peer.measure(seconds), asked.seconds));
  if (!Number.isFinite(result.loss)) throw new Error(`${name}: its loss is ${result.loss}`);
  return result;
}

async function measure_hourglass() {
  const page = await harness.open("threads");
  page.setDefaultTimeout(0);
  try {
    const { workload, seconds, backend } = asked;
    const result = await harness.call(page, "bench", { workload, seconds, backend });
    if (!(result.samples_per_second > 0)) throw new Error("hourglass: bench gave no samples_per_second");
    if (backend === "webgpu" && result.backend !== "webgpu") throw new Error(`hourglass: asked for webgpu, measured ${result.backend}`);
    return result;
  } finally {
    await page.context().close();
  }
}

const contenders = {
  hourglass: { label: "Hourglass", measure: measure_hourglass },
  jax: { label: "jax-js", measure: () => measure_peer("jax") },
  tfjs: { label: "TensorFlow.js", measure: () => measure_peer("tfjs") },
};
const peers = ["jax", "tfjs"];

// ---------------------------------------------------------------------------------------- the run

const spread = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2, min: sorted[0], max: sorted.at(-1) };
};
const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const in_words = ({ median, min, max }) => `${digits(median)} (${digits(min)} to ${digits(max)})`;

async function check_learning() {
  let learnt = true;
  for (const name of peers) {
    const { before, after } = await with_peer(name, (page) => page.evaluate((steps) => window.peer.train(steps), asked.check));
    console.log(`${contenders[name].label}: ${asked.workload}, loss ${digits(before)} at step 1, ${digits(after)} at step ${asked.check}`);
    learnt &&= after < 0.9 * before;
  }
  if (!learnt) throw new Error("a loss did not fall by a tenth");
}

async function compare() {
  const adapter = await adapter_of_browser();
  const { backend, workload, seconds, rounds } = asked;
  if (backend === "webgpu" && !adapter) throw new Error("this browser gives no WebGPU adapter");
  const names = asked.only?.split(",") ?? Object.keys(contenders);
  const rates = Object.fromEntries(names.map((name) => [name, []]));
  let info = null;
  if (!asked.json) {
    const { vendor, architecture, isFallbackAdapter } = adapter ?? {};
    console.log(`${workload} on ${backend}, ${rounds} rounds of ${seconds} s each, Chromium ${(await harness.start_browser()).version()}`);
    if (backend === "webgpu") console.log(`adapter: vendor ${vendor || "?"}, architecture ${architecture || "?"}, isFallbackAdapter ${isFallbackAdapter}`);
  }
  for (let round = 0; round < rounds; ++round) {
    for (const name of names) {
      const result = await contenders[name].measure();
      rates[name].push(result.samples_per_second);
      if (name === "hourglass") info = result;
      console.error(`  round ${round + 1}: ${contenders[name].label} ${digits(result.samples_per_second)} samples/s`);
    }
  }
  const results = Object.fromEntries(names.map((name) => [name, { ...spread(rates[name]), rounds: rates[name] }]));
  // Neighbours in time only: the machine may be slower in one round than in the next.
  const present = peers.filter((name) => rates[name]);
  const over = (others) => spread(rates.hourglass.map((rate, round) => rate / Math.max(...others.map((name) => rates[name][round]))));
  const ratio = rates.hourglass && present.length ? over(present) : null;
  if (asked.json) return console.log(JSON.stringify({ workload, backend, seconds, adapter, samples_per_second: results, ratio, hourglass: info }));
  console.log("samples/s, median (least to most):");
  for (const name of names) console.log(`  ${contenders[name].label.padEnd(14)} ${in_words(results[name])}`);
  if (info) console.log(`Hourglass ran on ${[info.backend, info.simd].filter(Boolean).join(", ")}${info.threads ? `, ${info.threads} thread${info.threads > 1 ? "s" : ""}` : ""}`);
  if (ratio) console.log(`Hourglass / best peer, round by round: ${in_words(ratio)}`);
}

try {
  await (asked.check ? check_learning() : compare());
} catch (error) {
  console.error(`peers: ${error.message.split("\n")[0].replace(/^page\.\w+: (Error: )?/, "")}`);
  process.exitCode = 1;
} finally {
  await harness.stop_all();
  server.stop();
}
