// Share links: written, copied, opened, changed in the address bar, and made up by somebody else.
import { call, check, check_line, equal, open, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

test("a shared link trains to the same weights in another page", async ({ close }) => {
  const first = close(await open());
  await call(first, "set", { preset: "mlp", seed: 7, learning_rate: 0.003, hidden: [48], reproducible: true });
  await call(first, "train", { steps: 20 });
  const link = await call(first, "shareLink");
  check(/#v=1&.*seed=7/.test(link), link);
  note(link);
  const second = close(await open("single", { link: new URL(link).hash }));
  const [a, b] = [await call(first, "settings"), await call(second, "settings")];
  delete a.threads, delete b.threads;  // of the machine, not of the model
  equal(b, a, "settings");
  await call(second, "train", { steps: 20 });
  equal(await call(second, "weightsHash"), await call(first, "weightsHash"), "weights hash");
});

test("the address bar follows the settings", async ({ close }) => {
  const page = close(await open());
  await call(page, "set", { seed: 11 });
  await until("the address names the seed", () => page.evaluate(() => /seed=11/.test(location.hash)));
});

test("a link entered into the open page is followed", async ({ close }) => {
  const page = close(await open());
  await page.evaluate(() => (location.hash = "#v=1&preset=mlp&seed=5"));
  await until("the settings follow", async () => (await call(page, "settings")).seed === 5);
  equal((await call(page, "settings")).preset, "mlp", "preset");
});

for (const [what, link] of Object.entries({
  "an absurd link": "#v=1&preset=nonsense&learning_rate=NaN&beta=1e99&zzz=1",
  "a link of another kind": "#%00%ff&=&&&==&v=99",
  "a very long link": "#v=1&hidden=" + "9,".repeat(4000) + "&preset=" + "x".repeat(4000),
  "a link with markup": "#v=1&preset=<img src=x onerror=alert(1)>",
}))
  test(`${what} gives one clear line, and the page can be trained`, async ({ close }) => {
    const page = close(await open("threads", { link }));
    const { message } = await call(page, "status");
    check_line(message, what);
    note(message);
    const settings = await call(page, "settings");
    for (const value of [settings.learning_rate, settings.beta]) check(Number.isFinite(value) && value <= 100, JSON.stringify(settings));
    equal((await call(page, "train", { steps: 2 })).step, 2, "step");
    equal(page.errors, [], "console");
  });

test("an absurd link entered into the open page keeps the state", async ({ close }) => {
  const page = close(await open());
  await call(page, "step", 2);
  const before = await call(page, "settings");
  await page.evaluate(() => (location.hash = "#v=1&preset=nonsense&learning_rate=NaN&zzz=1"));
  await until("the status has a word on it", async () => /nonsense|zzz|NaN/.test((await call(page, "status")).message));
  check_line((await call(page, "status")).message, "message");
  equal((await call(page, "settings")).preset, before.preset, "preset");
});

for (const [what, opened] of [["opened with", true], ["entered", false]])
  test(`after a link that is refused in part, ${what}, the address says what is in force`, async ({ close }) => {
    // Entered, it changes nothing at all: no new setting leads to a new address.
    const link = opened ? "#v=1&preset=mlp&seed=5&learning_rate=NaN&zzz=1" : "#v=1&learning_rate=NaN&zzz=1";
    const page = close(await open("threads", opened ? { link } : {}));
    if (!opened) await page.evaluate((link) => (location.hash = link), link);
    await until("the address is put right", () => page.evaluate(() => !/zzz|NaN/.test(location.hash)));
    equal(await page.evaluate(() => location.hash), new URL(await call(page, "shareLink")).hash, "the address");
  });

test("after a link that is refused whole the address says what is in force", async ({ close }) => {
  const page = close(await open("single"));
  await call(page, "set", { seed: 6 });
  await until("the address has it", () => page.evaluate(() => /seed=6/.test(location.hash)));
  // What the core says of it, whatever its reason: here of a network too large to be built.
  await page.evaluate(() => (location.hash = "#v=1&hidden=4096,4096,4096,4096,4096,4096"));
  await until("refused", async () => (await call(page, "status")).trouble);
  await until("the address is put right", () => page.evaluate(() => /seed=6/.test(location.hash)));
  equal((await call(page, "train", { steps: 1 })).step, 1, "the next step");
});
