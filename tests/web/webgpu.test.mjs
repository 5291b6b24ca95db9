// WebGPU in the browser: the kernel cases, training, and what can go wrong with a GPU. Where the machine
// has none, the browser has an adapter that the processor plays; it computes the same.
import { join } from "node:path";
import { call, check, check_line, checkout, equal, open, refusal, shot, skip, start_server, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

/** A page whose browser has an adapter. */
async function open_with_adapter(options) {
  const page = await open("threads", options);
  if (await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))) return page;
  await page.context().close();
  return skip("this browser offers no WebGPU adapter");
}

// Small, so that a processor that plays a GPU is quick at it.
const on_gpu = { preset: "vae-2d", data: "strokes", seed: 0, hidden: [32], batch: 16, backend: "webgpu" };
const on_cpu = { ...on_gpu, backend: "cpu" };

/** Whether that adapter is software. */
const plays = (page) =>
  page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
    return Boolean(adapter.info?.isFallbackAdapter || adapter.isFallbackAdapter);
  });

/** Runs `code` in the worker that owns the device. Others may be waiting, and never answer. */
const in_owner = (page, code) =>
  new Promise((done) => {
    const owned = `globalThis.hourglass_device ? ((() => { ${code} })(), true) : false`;
    for (const worker of page.workers()) worker.evaluate(owned).then((owns) => owns && done(), () => {});
  });

/** For open(): `code` runs in the page and in every worker, before the program does. */
const beforehand = (code) => (page) =>
  page.route("**/hourglass-threads.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });

test("every kernel case, and training, on WebGPU in the browser", async ({ close }) => {
  const page = close(await open_with_adapter());
  const { address, stop } = await start_server({ root: join(checkout, "build/web-threads/webgpu-tests") });
  await page.goto(address);
  const { status, lines } = await page.evaluate(() => window.tests_done);
  for (const line of lines) if (/^webgpu: |^skipped: |test cases:/.test(line)) note(line);
  equal(status, 0, lines.slice(-30).join("\n"));
  check(lines.some((line) => /^webgpu: \d+ kernel cases on /.test(line)), "the kernel cases did not run");
  await stop();
});

test("the page trains on WebGPU, and its views follow", async ({ close }) => {
  const page = close(await open_with_adapter());
  const software = await plays(page);
  const chosen = (await call(page, "status")).backend;
  equal(chosen.backend, software ? "cpu" : "webgpu", `what auto takes where the adapter is ${software ? "software" : "hardware"}`);
  if (software) check_line(chosen.remark, "why");
  await call(page, "set", on_gpu);
  const { backend } = await call(page, "status");
  equal([backend.backend, backend.software], ["webgpu", software], "backend");
  check(backend.adapter && backend.vendor, `adapter: ${JSON.stringify(backend)}`);
  const before = await call(page, "evaluate", "test");
  await call(page, "train", { steps: 60 });
  const after = await call(page, "evaluate", "test");
  check(after.loss < 0.8 * before.loss, `loss from ${before.loss} to ${after.loss}`);
  equal((await call(page, "sample", 5, 1)).count, 5, "samples");
  await shot(page, "webgpu");
  const report = await call(page, "bench", { workload: "W1", seconds: 1 });
  equal(report.backend, "webgpu", "bench");
  check(report.dispatches_a_step > 0 && report.dispatches_a_step <= 12, `${report.dispatches_a_step} dispatches a step`);
  note(`W1 ${Math.round(report.samples_per_second)} samples/s on ${report.adapter}, ${report.dispatches_a_step} dispatches a step`);
  equal(page.errors, [], "console");
});

test("when the GPU is lost, training goes on from the weights that were kept last", async ({ close }) => {
  const page = close(await open_with_adapter());
  await call(page, "set", on_gpu);
  // Where training ends weights are kept at once, and after that every other second.
  const { step: kept } = await call(page, "train", { steps: 20 });
  call(page, "train").catch(() => {});
  const step = async () => (await call(page, "status")).step;
  await until("training", async () => (await step()) > kept + 20);
  const lost_at = await step(), start = Date.now();
  await in_owner(page, "hourglass_device.destroy()");
  await until("told", async () => /was lost/.test((await call(page, "status")).message));
  const { message, backend, training } = await call(page, "status");
  check_line(message, "loss of the device");
  check(/training goes on from step \d+ on a new device/.test(message), message);
  equal([backend.backend, training], ["webgpu", true], "backend and training");
  const from = Number(message.match(/from step (\d+)/)[1]);
  check(from >= kept, `kept at ${kept}, yet: ${message}`);
  await shot(page, "webgpu-lost");
  await until("steps after it", async () => (await step()) > Math.max(lost_at, from));
  note(`${message}; it was at ${lost_at}, and there again after ${((Date.now() - start) / 1000).toFixed(1)} s`);
  await call(page, "pause");
  equal((await call(page, "status")).training, false, "training after pause");
  const { step: end } = await call(page, "train", { steps: 1 });  // ends once its weights are kept
  check(end > lost_at, `paused at ${end}`);
  // A question outlives it as well.
  await in_owner(page, "hourglass_device.destroy()");
  equal((await call(page, "sample", 5, 1)).count, 5, "samples after a loss");
  check((await call(page, "status")).message.includes(`from step ${end} on a new device`), "where training had ended");
});

test("without a GPU to go to, training goes on on the CPU", async ({ close }) => {
  const page = close(await open_with_adapter());
  await call(page, "set", on_gpu);
  const { step: kept } = await call(page, "train", { steps: 40 });
  call(page, "train").catch(() => {});
  const status = () => call(page, "status");
  await until("training", async () => (await status()).step > kept);
  await in_owner(page, "GPU.prototype.requestAdapter = async () => null; hourglass_device.destroy()");
  await until("on the CPU", async () => (await status()).backend.backend === "cpu");
  const { step, message } = await status();
  check_line(message, "loss of the device");
  check(/goes on from step \d+ on the CPU/.test(message) && step >= kept, message);
  await until("steps after it", async () => (await status()).step > step);
  equal((await call(page, "settings")).backend, "cpu", "the setting");
  await shot(page, "webgpu-lost-cpu");
});

test("a refused device is told in one line, and the network of before stays", async ({ close }) => {
  const refuses = `globalThis.GPUAdapter && (GPUAdapter.prototype.requestDevice = async () => { throw new Error("refused for a test") })`;
  const page = close(await open_with_adapter({ before: beforehand(refuses) }));
  await call(page, "set", on_cpu);
  await call(page, "train", { steps: 5 });
  const hash = await call(page, "weightsHash");
  const text = await refusal(page, `hourglass.set({backend: "webgpu"})`);
  check(/gives no device \(refused for a test\); choose the backend cpu/.test(text), text);
  equal(await call(page, "weightsHash"), hash, "weights");
  await shot(page, "webgpu-refused");
  equal((await call(page, "train", { steps: 5 })).step, 10, "steps after it");
});

test("shaders that cannot be fetched are told in one line, each time, and fetched when they can", async ({ close }) => {
  const page = close(await open_with_adapter());
  await page.route("**/shaders.json", (route) => route.abort());
  for (let tries = 0; tries < 2; ++tries) {
    const line = await refusal(page, `hourglass.set(${JSON.stringify(on_gpu)})`);
    check(/shaders could not be fetched/.test(line), line);
  }
  await page.unroute("**/shaders.json");
  await until("the network stands on the GPU", () => page.evaluate((wanted) => window.hourglass.set(wanted).then(() => true, () => false), on_gpu));
  equal((await call(page, "status")).backend.backend, "webgpu", "backend");
});

test("a model too large for the GPU is refused before it is built", async ({ close }) => {
  const page = close(await open_with_adapter());
  await call(page, "set", on_gpu);
  await call(page, "train", { steps: 5 });
  // A processor has memory for anything: what a GPU says that has not.
  await in_owner(page, `
    const device = GPUDevice.prototype;
    const { createBuffer, popErrorScope } = device;
    let large = false;
    device.createBuffer = function (about) {
      large ||= about.size > 64e6;
      return createBuffer.call(this, about);
    };
    device.popErrorScope = async function () {
      const error = await popErrorScope.call(this);
      return large ? ((large = false), new GPUOutOfMemoryError("for a test")) : error;
    };
  `);
  const text = await refusal(page, `hourglass.set({hidden: [4096, 4096]})`);
  await shot(page, "webgpu-too-large");
  check(/^webgpu: (no memory for|this needs a tensor of) \d+ MB/.test(text), text);
  equal((await call(page, "settings")).hidden, [32], "hidden");
  equal((await call(page, "train", { steps: 5 })).step, 10, "steps after it");
});

test("without threads WebGPU is refused in one line", async ({ close }) => {
  const page = close(await open("single"));
  check(/choose the backend cpu/.test(await refusal(page, `hourglass.set({backend: "webgpu"})`)), "what to do");
  equal((await call(page, "settings")).backend, "auto", "backend");
});
