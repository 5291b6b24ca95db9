// The laboratory's memory: undo, the list of runs, two trainings side by side, and what was drawn before.
import { call, check, equal, open, settle, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

test("undo brings back what was trained, to the bit", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1&reproducible=true" }));
  await call(page, "train", { steps: 8 });
  const hash = await call(page, "weightsHash");
  await call(page, "set", { preset: "deep" });
  equal((await call(page, "undo")).step, 8, "step");
  equal(await call(page, "weightsHash"), hash, "hash");
  equal((await call(page, "redo")).step, 0, "redone");
  equal((await call(page, "settings")).preset, "deep", "preset");
  equal(page.errors, [], "console");
});

test("runs say what they changed, and are there after a reload", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1" }));
  await call(page, "train", { steps: 5 });
  await until("it is listed", async () => (await call(page, "runs")).some(({ step }) => step === 5));
  await call(page, "reset");
  await call(page, "set", { beta: 4 });
  await call(page, "train", { steps: 5 });
  await until("there are two", async () => (await call(page, "runs")).length === 2);
  const runs = await call(page, "runs");
  equal(runs.map(({ changes }) => changes), ["", "β 1 → 4"], "changes");
  await page.evaluate((number) => window.hourglass.run(number, { name: "baseline", shown: true }), runs[0].number);
  await page.reload();
  await settle(page);
  const [first] = await call(page, "runs");
  equal([first.name, first.shown, first.step], ["baseline", true, 5], "the first run after a reload");
  await page.evaluate((number) => window.hourglass.run(number, { again: true }), first.number);
  await until("its settings are in force", async () => (await call(page, "settings")).beta === 1);
  await page.evaluate((number) => window.hourglass.run(number, { forget: true }), first.number);
  check((await call(page, "runs")).every(({ name }) => name !== "baseline"), "it is still listed");
  const refused = await page.evaluate(() => window.hourglass.run(999, { shown: true }).catch(({ message }) => message));
  check(/^run: there is no run 999/.test(refused), refused);
  equal(page.errors, [], "console");
});

test("two networks train side by side", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1" }));
  await call(page, "train", { steps: 4 });
  await until("it is listed", async () => (await call(page, "runs")).length > 0);
  const [{ number }] = await call(page, "runs");
  await call(page, "set", { beta: 4 });
  await call(page, "beside", number);
  await until("a panel shows both", async () => (await call(page, "ui")).panels.includes("beside"));
  await call(page, "train", { steps: 6 });
  await until("the other one trained as far", async () => (await call(page, "runs")).filter(({ step }) => step === 6).length === 2);
  await call(page, "beside");
  await until("it ended", async () => !(await call(page, "ui")).panels.includes("beside"));
  equal(page.errors, [], "console");
});

test("the timeline shows what was drawn before", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1" }));
  // Moments are those that were drawn, and a busy machine draws seldom.
  await until("the first moment", async () => (await call(page, "timeline")).steps.length > 0);
  await call(page, "train", { steps: 30 });
  await until("later ones", async () => (await call(page, "timeline")).steps.length > 1);
  const { steps, bytes } = await call(page, "timeline");
  equal(steps[0], 0, "the first moment's step");
  note(`${steps.length} moments of vae-2d take ${(bytes / 1e6).toFixed(1)} MB`);
  equal((await call(page, "timeline", 0)).shown, 0, "the first moment");
  equal((await call(page, "timeline", null)).shown, null, "now");
  equal(page.errors, [], "console");
});
