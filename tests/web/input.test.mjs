// Hands on the page: keys, buttons, sizes, a tab that is put away, links copied, frames while training.
import { call, check, equal, frames, kinds, open, shot, skip, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const training = async (page) => (await call(page, "status")).training;

/** Where something is by its id in ui(). */
async function place(page, id) {
  const { items } = await call(page, "ui");
  const box = items.find((item) => item.id === id);
  check(box, `no '${id}' among ${items.map((item) => item.id).join(", ")}`);
  return { ...box, at: { x: box.x + box.w / 2, y: box.y + box.h / 2 } };
}

async function click(page, id) {
  const { at } = await place(page, id);
  await page.mouse.move(at.x, at.y);
  await frames(page, 3);
  await page.mouse.down();
  await frames(page, 3);
  await page.mouse.up();
  await frames(page, 3);
}

async function press(page, key) {
  await page.keyboard.down(key);
  await frames(page, 3);
  await page.keyboard.up(key);
  await frames(page, 3);
}

for (const [kind, { name }] of Object.entries(kinds))
  test(`Space starts and pauses training ${name}`, async ({ close }) => {
    const page = close(await open(kind));
    await press(page, "Space");
    await until("training", () => training(page));
    await until("some steps", async () => (await call(page, "status")).step > 3);
    await press(page, "Space");
    await until("paused", async () => !(await training(page)));
    const { step } = await call(page, "status");
    await frames(page, 10);
    equal((await call(page, "status")).step, step, "step, a while after the pause");
    equal(page.errors, [], "console");
  });

test("the buttons play, pause, step and reset", async ({ close }) => {
  const page = close(await open());
  await click(page, "play");
  await until("training", () => training(page));
  await click(page, "play");
  await until("paused", async () => !(await training(page)));
  const { step } = await call(page, "status");
  await click(page, "step");
  await until("one step more", async () => (await call(page, "status")).step === step + 1);
  await click(page, "reset");
  await until("fresh weights", async () => (await call(page, "status")).step === 0);
});

test("the share button copies the link", async ({ close }) => {
  const page = close(await open("threads", { permissions: ["clipboard-read", "clipboard-write"] }));
  await call(page, "set", { seed: 42 });
  await click(page, "share");
  await click(page, "copy");
  let copied = "";
  await until("the clipboard has the link", async () => /#v=1.*seed=42/.test((copied = await page.evaluate(() => navigator.clipboard.readText()))), 5);
  check(copied.startsWith("http://127.0.0.1"), copied);
});

test("the canvas follows the window, to a phone's size and back, at its pixel ratio", async ({ close }) => {
  const page = close(await open("threads", { deviceScaleFactor: 2 }));
  for (const [width, height] of [[390, 844], [1000, 700], [320, 480], [1280, 800]]) {
    await page.setViewportSize({ width, height });
    await until(`${width}×${height} at 2 pixels a CSS pixel`, () =>
      page.evaluate(([width, height]) => {
        const canvas = document.getElementById("canvas"), box = canvas.getBoundingClientRect();
        return box.width === width && box.height === height && Math.abs(canvas.width - 2 * width) <= 2 && Math.abs(canvas.height - 2 * height) <= 2;
      }, [width, height]), 5);
    await frames(page, 3);
    equal(await page.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight]), [true, true], "nothing to scroll");
    const { items } = await call(page, "ui");
    const buttons = items.filter(({ id }) => ["play", "reset", "step", "share"].includes(id) || id.startsWith("tab."));
    const outside = buttons.filter(({ x, y, w, h }) => x < -1 || y < -1 || x + w > width + 1 || y + h > height + 1);
    if (width >= 390) equal(outside.map(({ id }) => id), [], `buttons outside ${width}×${height}`);
  }
  equal(page.errors, [], "console");
});

test("on a phone a touch plays and pauses, on targets of at least 44 pixels", async ({ close }) => {
  const page = close(await open("threads", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 }));
  await frames(page, 5);
  const { at, w, h } = await place(page, "play");
  check(w >= 44 && h >= 44, `play is ${w}×${h}`);
  await page.touchscreen.tap(at.x, at.y);
  await until("training", () => training(page));
  await page.touchscreen.tap(at.x, at.y);
  await until("paused", async () => !(await training(page)));
});

test("keys that mean nothing do no harm, and the browser keeps its own", async ({ close }) => {
  const page = close(await open());
  const before = await call(page, "settings");
  for (const key of ["Tab", "Tab", "Escape", "ArrowLeft", "PageDown", "F2", "x", "Enter", "Escape"]) await press(page, key);
  equal((await call(page, "status")).trouble, false, "trouble");
  equal(await call(page, "settings"), before, "settings");
  equal(page.errors, [], "console");
});

test("a tab that is put away and brought back goes on", async ({ close }) => {
  const page = close(await open());
  await page.evaluate(() => void window.hourglass.train());
  await until("some steps", async () => (await call(page, "status")).step > 3);
  const other = await page.context().newPage();
  await other.goto("about:blank");
  await other.bringToFront();
  await new Promise((go_on) => setTimeout(go_on, 1500));
  await page.bringToFront();
  const { step } = await call(page, "status");
  await until("more steps", async () => (await call(page, "status")).step > step + 3);
  equal(page.errors, [], "console");
});

test("frame times are measured, paused and training", async ({ close }) => {
  for (const kind of ["threads", "single"]) {
    const page = close(await open(kind));
    // A paused page draws only when something happens: the pointer moves, so that each frame is drawn.
    const times = () => page.evaluate(() => new Promise((done) => {
      const canvas = document.getElementById("canvas"), gaps = [];
      let last = 0;
      const frame = (now) => {
        if (last) gaps.push(now - last);
        last = now;
        canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: 600 + (gaps.length % 2), clientY: 780, bubbles: true }));
        if (gaps.length < 120) return requestAnimationFrame(frame);
        gaps.sort((a, b) => a - b);
        done(`median ${gaps[60].toFixed(1)}, p95 ${gaps[114].toFixed(1)} ms`);
      };
      requestAnimationFrame(frame);
    }));
    await frames(page, 30);
    const paused = await times();
    await page.evaluate(() => void window.hourglass.train());
    await frames(page, 30);
    const training = await times();
    const { samples_per_second } = await call(page, "status");
    note(`${kinds[kind].name}: ${paused} paused; ${training} training at ${Math.round(samples_per_second)} samples/s`);
    await call(page, "pause");
    equal(page.errors, [], "console");
  }
}, { seconds: 120 });

const panels = ["plane", "curves", "pictures", "sample", "reparameterise", "blend", "data", "network", "settings"];

test("pictures of every panel, at the sizes of a desk and a phone, dark and light", async ({ close }) => {
  if (!process.env.HOURGLASS_SHOTS) skip("set HOURGLASS_SHOTS to a folder");
  const sizes = { desk: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 }, middle: { width: 900, height: 800 }, phone: { width: 390, height: 844 } };
  for (const colorScheme of ["dark", "light"])
    for (const [size, viewport] of Object.entries(sizes)) {
      const page = await open("threads", { colorScheme, viewport, deviceScaleFactor: size === "phone" ? 2 : 1 });
      await shot(page, `${size}-${colorScheme}-before`);
      await page.evaluate(() => void window.hourglass.train());
      await new Promise((go_on) => setTimeout(go_on, 10000));
      await shot(page, `${size}-${colorScheme}`);
      if (size === "desk" || size === "phone")
        for (const panel of panels) {
          await call(page, "ui", { panel });
          await frames(page, 20);
          await shot(page, `${size}-${colorScheme}-${panel}`);
        }
      await page.context().close();
    }
}, { seconds: 400 });
