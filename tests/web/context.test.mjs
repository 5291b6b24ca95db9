// The picture lost: a driver that starts again, a computer that wakes up. All else goes on. And the
// program lost, by a fault of its own: that is told, and the way back is offered.
import { call, check, equal, frames, kinds, open, settle, shot, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

// Seen by the page's scripts as the browser's own: the only context that is drawn with.
const keep_contexts = (page) => page.addInitScript(() => {
  const original = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (...given) {
    const context = original.apply(this, given);
    if (this.id === "canvas" && context) window.loses = context.getExtension("WEBGL_lose_context");
    return context;
  };
});

const step = async (page) => (await call(page, "status")).step;
const words = (page) => page.evaluate(() => document.getElementById("lost").hidden ? "" : document.getElementById("lost").innerText);

/** How many colours the page shows, out of a picture of it. */
async function colours(page) {
  const png = (await page.screenshot()).toString("base64");
  return page.evaluate(async (png) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer)).size;
  }, png);
}

for (const [kind, { name }] of Object.entries({ threads: kinds.threads, single: kinds.single }))
  test(`without graphics training, answers and links go on, and the picture comes back, ${name}`, async ({ close }) => {
    const page = close(await open(kind, { before: keep_contexts }));
    await call(page, "train", { steps: 20 });
    await frames(page, 10);
    const before = await colours(page);
    check(before > 200, `only ${before} colours before: there is no picture to lose`);
    await page.evaluate(() => void window.hourglass.train());
    await page.evaluate(() => window.loses.loseContext());
    await until("the page says so", async () => /goes on/.test(await words(page)));
    const lost_at = await step(page);
    await until("training goes on", async () => (await step(page)) > lost_at + 5);
    await until("the words count the steps", async () => /Training: step/.test(await words(page)));
    equal((await call(page, "sample", 3, 1)).count, 3, "samples asked while it is lost");
    await call(page, "set", { learning_rate: 0.002 });
    await until("the address follows", () => page.evaluate(() => /learning_rate=0.002/.test(location.hash)));
    await page.keyboard.press("Space");
    await until("Space pauses", async () => !(await call(page, "status")).training);
    await call(page, "ui", { panel: "curves" });
    await shot(page, `context-lost-${kind}`);
    const { step: paused } = await call(page, "status"), settings = await call(page, "settings");

    await page.evaluate(() => window.loses.restoreContext());
    await until("the words are gone", async () => (await words(page)) === "");
    await frames(page, 10);
    const after = await colours(page);
    await shot(page, `context-restored-${kind}`);
    check(after > before / 2, `${after} colours after, ${before} before`);
    note(`${before} colours before, ${after} after`);
    equal([await step(page), await call(page, "settings")], [paused, settings], "step and settings");
    equal((await call(page, "train", { steps: 3 })).step, paused + 3, "the next steps");
    await frames(page, 10);

    await page.evaluate(() => window.loses.loseContext());
    await until("a second time", async () => /goes on/.test(await words(page)));
    await page.evaluate(() => window.loses.restoreContext());
    await until("and back", async () => (await words(page)) === "");
    await frames(page, 10);
    check((await colours(page)) > before / 2, "no picture after the second time");
    equal(page.errors.filter((text) => !/CONTEXT_LOST|context lost/i.test(text)), [], "console");
  });

test("where graphics stay away the page says what to do, and the keyboard gets to its button", async ({ close }) => {
  const page = close(await open("threads", { before: keep_contexts }));
  await call(page, "set", { seed: 9 });
  await page.evaluate(() => window.loses.loseContext());
  await until("what to do", async () => /reload/.test(await words(page)));
  check(/settings stay/.test(await words(page)), await words(page));
  await shot(page, "context-stays-lost");
  await page.keyboard.press("Tab");
  equal(await page.evaluate(() => document.activeElement.id), "lost-reload", "what Tab leads to");
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  await settle(page);
  equal((await call(page, "settings")).seed, 9, "seed after the reload");
});

/** `code` runs before the program in each worker; the page's own scripts are as they were. */
const in_workers = (code) => (page) => page.route("**/hourglass-threads.js", async (route) => {
  const response = await route.fetch();
  await route.fulfill({ response, body: `if (typeof WorkerGlobalScope !== "undefined") { ${code} }\n${await response.text()}` });
});

// The end of the thread that trains, from within: its clock throws once the test's server says so. It is asked
// now and then, since the thread hears no messages while it waits and trains.
const failing_clock = in_workers(`
  const now = performance.now.bind(performance);
  let calls = 0;
  performance.now = () => {
    if (++calls % 300 === 0) {
      const asked = new XMLHttpRequest();
      asked.open("GET", "/may-the-clock-stop", false);
      asked.send();
      if (asked.responseText === "yes") throw new Error("a clock that stopped, for a test");
    }
    return now();
  };`);

// The end of a thread as it starts, of which nothing but the worker's own error tells.
const failing_start = in_workers(`
  let messages = 0;  // the first brings the program, the second a thread to start
  addEventListener("message", () => {
    if (++messages === 2) throw new Error("a start that failed, for a test");
  });`);

test("when a worker thread dies every call ends with a line, and Reload brings back the settings", async ({ close }) => {
  const page = close(await open("threads", { before: failing_clock }));
  await call(page, "set", { seed: 12 });
  await until("the address has it", () => page.evaluate(() => /seed=12/.test(location.hash)));
  await page.route("**/may-the-clock-stop", (route) => route.fulfill({ body: "yes" }));
  const waiting = page.evaluate(() => window.hourglass.train().catch((error) => error.message));
  const text = await waiting;
  check(/fault of its own.*reload/.test(text), text);
  equal(await page.evaluate(() => window.hourglass.sample().catch((error) => error.message)), text, "what a later call says");
  const shown = await page.evaluate(() => document.getElementById("loader").innerText);
  check(/fault of its own/.test(shown) && /Reload/.test(shown), shown);
  await shot(page, "worker-died");
  equal(await page.evaluate(() => document.activeElement.id), "loader-retry", "what has the focus");
  await page.unroute("**/hourglass-threads.js");
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  await settle(page);
  equal((await call(page, "settings")).seed, 12, "seed after the reload");
  const { step } = await call(page, "status");  // where the page kept it
  equal((await call(page, "train", { steps: 2 })).step, step + 2, "step after the reload");
});

test("when a worker fails as it starts the page says so, and Reload opens it without the link", async ({ close }) => {
  const page = close(await open("threads", { wait: false, before: failing_start, link: "#v=1&seed=15" }));
  const text = await page.evaluate(() => window.hourglass.ready.catch((error) => error.message));
  check(/fault of its own.*reload/.test(text), text);
  const shown = await page.evaluate(() => document.getElementById("loader").innerText);
  check(/start that failed/.test(shown), shown);
  await page.unroute("**/hourglass-threads.js");
  await Promise.all([page.waitForEvent("load"), page.click("#loader-retry")]);
  await settle(page);
  check((await call(page, "settings")).seed !== 15, "the link that did not work was opened again");
});

test("after a fault the address is of the last settings that worked", async ({ close }) => {
  const page = close(await open("single"));
  await call(page, "set", { seed: 13 });
  await until("the address has it", () => page.evaluate(() => /seed=13/.test(location.hash)));
  await page.evaluate(() => {
    // Entered, and the end of it at once: nothing of it was built.
    history.replaceState(null, "", "#v=1&seed=14");
    const error = new WebAssembly.RuntimeError("unreachable");
    dispatchEvent(new ErrorEvent("error", { error, message: String(error) }));
  });
  await until("told", () => page.evaluate(() => document.body.className === "failed"));
  check(/seed=13/.test(await page.evaluate(() => location.hash)), await page.evaluate(() => location.hash));
  await Promise.all([page.waitForEvent("load"), page.click("#loader-retry")]);
  await settle(page, false);
  equal((await call(page, "settings")).seed, 13, "seed after the reload");
});
