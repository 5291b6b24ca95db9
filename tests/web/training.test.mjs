// Training in each of the three kinds of page: it learns, and to the same bits everywhere.
import { call, check, command_line, equal, kinds, open, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const steps = 200;
// W1 on the built-in strokes: what a link to it says, and what the command line is told.
const workload = { preset: "vae", data: "strokes", seed: 0, reproducible: true };

// The command line's hash after so many steps with these settings.
const hash_of = async (settings, steps) => {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const { status, out, error } = await command_line("train", ...flags, "--steps", String(steps), "--json");
  equal(status, 0, `hourglass train: ${error}`);
  return JSON.parse(out.trim().split("\n").pop()).weights_hash;
};
let native;  // of the workload, once for all kinds
const native_hash = () => (native ??= hash_of(workload, steps));

// Of every other method its preset: two players, phases that follow each other, densities.
const methods = [
  [{ preset: "gan-2d" }, 60],
  [{ preset: "stacked-denoising", hidden: [50, 40], pretrain_epochs: 1 }, 1300],
  [{ preset: "classifier", hidden: [50] }, 100],
  [{ preset: "affine-generator" }, 100],
  [{ preset: "mixture" }, 40],
  [{ preset: "flow" }, 60],
  [{ preset: "autoregressive", hidden: [50] }, 60],
  [{ preset: "segmentation", channels: [4, 8] }, 60],
];

/** Bernoulli loss or MSE, whatever the report calls the whole. */
const loss_of = (report) => report.loss ?? report.test?.loss ?? report.reconstruction;

for (const [kind, { name }] of Object.entries(kinds)) {
  test(`the loss falls on strokes ${name}`, async ({ close }) => {
    const page = close(await open(kind));
    const before = loss_of(await call(page, "evaluate", "test"));
    const status = await call(page, "train", { steps: 150 });
    equal(status.step, 150, "step");
    equal(status.training, false, "training, after the last step");
    const after = loss_of(await call(page, "evaluate", "test"));
    check(after < 0.8 * before, `loss from ${before} to ${after}`);
    note(`loss ${before.toFixed(1)} → ${after.toFixed(1)} in 150 steps; ${JSON.stringify(status.backend)}`);
    equal(page.errors, [], "console");
  });

  test(`${steps} steps of W1 give the command line's weights, to the bit, ${name}`, async ({ close }) => {
    const wanted = await native_hash();
    const page = close(await open(kind));
    await call(page, "set", workload);
    const start = Date.now();
    const status = await call(page, "train", { steps });
    note(`${Math.round((steps * 128) / ((Date.now() - start) / 1000))} samples/s`);
    equal(status.step, steps, "step");
    equal(await call(page, "weightsHash"), wanted, "weights hash");
  });
}

for (const [settings, many] of methods)
  test(`${many} steps of ${settings.preset} give the command line's weights, to the bit`, async ({ close }) => {
    const page = close(await open());
    const now = await call(page, "set", { ...settings, seed: 3, reproducible: true });
    const status = await call(page, "train", { steps: many });
    equal(status.step, many, "step");
    equal(await call(page, "weightsHash"), await hash_of({ ...settings, seed: 3, reproducible: true, data: now.data }, many), "weights hash");
    equal(page.errors, [], "console");
  });

test("training pauses, goes on, steps and starts again", async ({ close }) => {
  const page = close(await open());
  const fresh = await call(page, "weightsHash");
  const running = page.evaluate(() => window.hourglass.train().then(({ step, training }) => ({ step, training })));
  await until("some steps", async () => (await call(page, "status")).step > 5);
  equal((await call(page, "status")).training, true, "training, meanwhile");
  const paused = await call(page, "pause");
  equal(paused.training, false, "training, paused");
  equal(await running, { step: paused.step, training: false }, "what train() resolves to");
  equal((await call(page, "step")).step, paused.step + 1, "step()");
  equal((await call(page, "step", 3)).step, paused.step + 4, "step(3)");
  check((await call(page, "weightsHash")) !== fresh, "the weights did not change");
  equal((await call(page, "reset")).step, 0, "step after reset()");
  equal(await call(page, "weightsHash"), fresh, "weights after reset()");
});

test("the learning rate changes without fresh weights, the width with", async ({ close }) => {
  const page = close(await open());
  await call(page, "step", 3);
  equal((await call(page, "set", { learning_rate: 0.002 })).learning_rate, 0.002, "learning_rate");
  equal((await call(page, "status")).step, 3, "step after a new learning rate");
  equal((await call(page, "set", { hidden: [64] })).hidden, [64], "hidden");
  equal((await call(page, "status")).step, 0, "step after a new width");
});

test("the first step is soon after the script's arrival", async ({ close }) => {
  const page = close(await open());
  await call(page, "step", 1);
  const took = await page.evaluate(() => performance.measure("first step", "hourglass:script", "hourglass:first-step").duration);
  note(`${Math.round(took)} ms from the script's arrival to the first step`);
});
