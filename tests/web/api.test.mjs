// window.hourglass: every command answers, and refuses bad input in one line with state kept.
import { call, check, equal, frames, open, refusal } from "./harness.mjs";
import { note, test } from "./suite.mjs";

test("every command of the design is there", async ({ close }) => {
  const page = close(await open());
  const wanted = "settings set train pause cancel step reset status loadDataset sample encode decode blend evaluate shareLink weightsHash bench presets ui turn useEncoder saveModel exportModel exportCodes exportCurves loadModel lessons".split(" ");
  const there = await page.evaluate(() => Object.keys(window.hourglass).filter((name) => typeof window.hourglass[name] === "function"));
  equal(wanted.filter((name) => !there.includes(name)), [], "missing");
});

test("sample, encode, decode and blend give pictures and codes of the right shapes", async ({ close }) => {
  const page = close(await open());
  await call(page, "step", 5);
  const sample = await call(page, "sample", 3, 1);
  equal([sample.count, sample.height, sample.width, sample.channels, sample.pixels.length], [3, 28, 28, 1, 3 * 784], "sample");
  check(sample.pixels.every((value) => value >= 0 && value <= 1), "a sampled pixel is outside 0…1");
  equal((await call(page, "sample", 3, 1)).pixels, sample.pixels, "the same seed's sample");
  check(JSON.stringify((await call(page, "sample", 3, 2)).pixels) !== JSON.stringify(sample.pixels), "another seed gives the same sample");

  const codes = await call(page, "encode", sample.pixels);
  equal([codes.count, codes.size, codes.mean.length, codes.log_variance?.length], [3, 2, 6, 6], "encode");
  const decoded = await call(page, "decode", codes.mean);
  equal([decoded.count, decoded.pixels.length], [3, 3 * 784], "decode");
  equal((await page.evaluate(async () => {
    const { encode, decode, sample } = window.hourglass;
    return (await decode(await encode(await sample(2, 5)))).count;
  })), 2, "decode of encode of sample");

  const blend = await call(page, "blend", 0, 1, 5);
  equal([blend.latent.count, blend.latent.pixels.length, blend.pixels.pixels.length], [5, 5 * 784, 5 * 784], "blend");
  const test_image = blend.pixels.pixels.slice(0, 784);
  check(test_image.some((value) => value > 0.5) && test_image.filter((value) => value < 0.1).length > 300, "the blend's first picture is no digit");
  equal(page.errors, [], "console");
});

test("points are sampled, encoded and blended by their coordinates", async ({ close }) => {
  const page = close(await open());
  await call(page, "set", { preset: "deep", data: "moons" });
  const sample = await call(page, "sample", 3, 1);
  equal([sample.count, sample.channels, sample.pixels.length], [3, 2, 6], "sample");
  equal((await call(page, "encode", [[-1.5, 0.25]])).count, 1, "encode");
  const blend = await call(page, "blend", 0, 1, 5);
  equal([blend.latent.channels, blend.latent.pixels.length, blend.pixels.pixels.length], [2, 10, 10], "blend");
  for (const panel of ["pictures", "sample", "blend", "data"]) {
    await call(page, "ui", { panel });
    await frames(page, 5);
  }
  const { panels } = await call(page, "ui");
  check(panels.includes("plane") && !panels.includes("reparameterise"), `a plain code has the panels ${panels}`);
  const refused = await call(page, "ui", { panel: "reparameterise" }).then(() => "", String);
  check(refused.includes("choose plane"), refused);
  equal(page.errors, [], "console");
});

test("the presets are listed, and each can be set", async ({ close }) => {
  const page = close(await open());
  const presets = await call(page, "presets");
  check(presets.length >= 6 && presets.every(({ title, line, source }) => title && line && source), JSON.stringify(presets));
  const { settings } = presets.find(({ name }) => name === "beta-vae");
  const now = await call(page, "set", { preset: "beta-vae" });
  for (const [key, value] of Object.entries(settings)) equal(now[key], value, key);
});

test("evaluate reports the parts of the loss", async ({ close }) => {
  const page = close(await open());
  const report = await call(page, "evaluate", "test");
  for (const name of ["loss", "reconstruction", "kl", "mse"]) check(Number.isFinite(report[name]), `${name} is ${report[name]} in ${JSON.stringify(report)}`);
  check(Math.abs(report.loss - report.reconstruction - report.kl) < 0.01 * report.loss, `parts do not add up: ${JSON.stringify(report)}`);
  note(JSON.stringify(await call(page, "evaluate", "test", { importanceSamples: 5 })));
});

test("evaluate compares a linear network with principal components", async ({ close }) => {
  const page = close(await open());
  await call(page, "set", { preset: "linear" });
  await call(page, "train", { steps: 300 });
  const { pca, mse } = await call(page, "evaluate", "test", { pca: true });
  // Near the optimum; which way the plane lies takes longer, for the second and the third component are nearly equal.
  check(pca.components === 2 && mse >= pca.mse * 0.99 && mse < pca.mse * 1.1, JSON.stringify({ mse, pca }));
  check(pca.mean_squared_cosine > 0.2 && pca.mean_squared_cosine < 1.0001, JSON.stringify(pca));
});

test("bench answers with samples a second", async ({ close }) => {
  const page = close(await open());
  for (const workload of ["W1", "W2"]) {
    const report = await call(page, "bench", { workload, seconds: 1 });
    check(report.workload === workload && report.samples_per_second > 0 && report.dispatches_a_step >= 10, JSON.stringify(report));
    note(JSON.stringify(report));
  }
});

test("bad calls are refused in one line and change nothing", async ({ close }) => {
  const page = close(await open());
  await call(page, "step", 2);
  const before = [await call(page, "settings"), await call(page, "weightsHash"), (await call(page, "status")).step];
  const h = "window.hourglass.";
  for (const code of [
    "set({learning_rate: NaN})", "set({learning_rate: Infinity})", "set({learning_rate: -1})", "set({learning_rate: 'fast'})",
    "set({nope: 1})", "set({preset: 'nonsense'})", "set({hidden: [0]})", "set({hidden: [1e9]})", "set({hidden: 'x,y'})", "set({batch: 0})", "set({threads: -1})",
    "set({code: 2.5})", "set({hidden: JSON.parse('['.repeat(3000) + ']'.repeat(3000))})", "set({hidden: [NaN]})", "set({loss: 'mse'})", "set({beta: null})", "set({seed: undefined})", "set({learning_rate: 10n})", "set(null)", "set('learning_rate=1')", "set([1])",
    "train({steps: -1})", "train({steps: 0})", "train({steps: 1.5})", "train({steps: 'x'})", "train({epochs: 1, steps: 1})", "train({step: 1})", "train(5)",
    "step(-1)", "step('x')", "step(NaN)",
    "sample('x')", "sample(0)", "sample(1e9)", "sample(1, -1)",
    "blend(1e9, 0, 5)", "blend(0, 1, 1)", "blend('a', 'b', 5)", "blend()",
    "decode(new Float32Array(3))", "decode([])", "decode('x')", "decode([NaN, 1])", "decode(null)",
    "encode(new Float32Array(783))", "encode([])", "encode({})", "encode([[1, 2], [3]])",
    "evaluate('validation')", "evaluate('test', {importanceSamples: -1})", "evaluate('test', {importanceSamples: 1e6})", "evaluate('test', null)", "evaluate('test', {samples: 5})", "evaluate('test', 5)", "evaluate('test', {pca: 'yes'})",
    "loadDataset('nonsense')", "loadDataset('mnist:/etc')", "loadDataset('')", "loadDataset([])", "loadDataset({})", "loadDataset({a: 1})", "loadDataset(5)", "loadDataset(null)",
    "bench({workload: 'W9'})", "bench({seconds: -1})", "bench({seconds: NaN})", "bench({seconds: 601})", "bench({seconds: 10n})", "bench(null)", "bench(3)",
  ]) await refusal(page, h + code);
  equal([await call(page, "settings"), await call(page, "weightsHash"), (await call(page, "status")).step], before, "settings, weights and step after all refusals");
  equal(page.errors, [], "console");
});
