// Hands on the page: keys, buttons, sizes, a tab that is put away, links copied, frames while training.
import { call, check, click, equal, frames, hideable, kinds, open, place, press, ring, ring_to, shot, skip, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const training = async (page) => (await call(page, "status")).training;

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
  await until("the clipboard has the link", async () => /#v=1.*seed=42/.test((copied = await page.evaluate(() => navigator.clipboard.readText()))));
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

for (const kind of ["threads", "single"])
  test(`while document.hidden is true (set by the test) and no frame comes, training and answers go on, ${kinds[kind].name}`, async ({ close }) => {
    const page = close(await open(kind, { before: hideable }));
    await page.evaluate(() => void window.hourglass.train());
    await until("some steps", async () => (await call(page, "status")).step > 3);
    await page.evaluate(() => window.hide(true));
    equal(await page.evaluate(() => [document.hidden, document.visibilityState]), [true, "hidden"], "hidden");
    // A call that settles shows that answers arrive, and its step that training goes on.
    const { step } = await call(page, "status");
    await until("more steps while hidden", async () => (await call(page, "status")).step > step + 10);
    equal((await call(page, "sample", 2, 1)).count, 2, "samples");
    await call(page, "set", { learning_rate: 0.003 });
    await until("the address follows", () => page.evaluate(() => /learning_rate=0.003/.test(location.hash)));
    const away = (await call(page, "status")).step;
    await page.evaluate(() => window.hide(false));
    await until("more steps, brought back", async () => (await call(page, "status")).step > away + 3);
    await frames(page, 3);
    equal(page.errors, [], "console");
  });

// ---- the keyboard alone

/** Something to come from and something to go to, beside the canvas. */
const neighbours = (page) => page.evaluate(() => {
  const make = (id) => Object.assign(document.createElement("button"), { id, textContent: id });
  document.body.prepend(make("before"));
  document.body.append(make("after"));
});
const element = (page) => page.evaluate(() => document.activeElement.id);
/** How many pixels around a control, as far as the ring goes, have the accent's colour in a picture of the page. */
const ring_pixels = (page, png, { x, y, w, h }) =>
  page.evaluate(async ([png, { x, y, w, h }]) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const out = 6, left = Math.max(0, Math.floor(x - out)), top = Math.max(0, Math.floor(y - out));
    const wide = Math.ceil(x + w + out) - left, tall = Math.ceil(y + h + out) - top;
    const { data } = context.getImageData(left, top, wide, tall);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const at_x = left + ((i / 4) % wide), at_y = top + Math.floor(i / 4 / wide);
      const inside = at_x > x + 1 && at_x < x + w - 1 && at_y > y + 1 && at_y < y + h - 1;
      const [r, g, b] = data.subarray(i, i + 3);
      if (!inside && Math.abs(r - 0xe6) + Math.abs(g - 0xb4) + Math.abs(b - 0x50) < 60) ++count;
    }
    return count;
  }, [png.toString("base64"), { x, y, w, h }]);

/** Drawn until nothing changes place any more: what is near may depend on what a panel turned out to need. */
async function settled(page) {
  let before = "";
  await until("the layout rests", async () => {
    await frames(page, 2);
    const now = JSON.stringify((await call(page, "ui")).items);
    return now === before || void (before = now);
  });
}

test("Tab leads through all controls and out, each with a ring, and Shift+Tab back", async ({ close }) => {
  const page = close(await open());
  await neighbours(page);
  await settled(page);
  const without = await page.screenshot();
  await page.focus("#before");
  await page.keyboard.press("Tab");
  equal([await element(page), await ring(page)], ["canvas", "preset"], "where Tab leads in");
  const forwards = [];
  while ((await element(page)) === "canvas") {
    check(forwards.length < 200, `no end to it: ${forwards.join(", ")}`);
    const { focus, items } = await call(page, "ui");
    check(focus && !forwards.includes(focus), `'${focus}' after ${forwards.join(", ")}`);
    forwards.push(focus);
    await frames(page, 3);
    const box = items.find(({ id }) => id === focus);
    const [seen, else_seen] = [await ring_pixels(page, await page.screenshot(), box), await ring_pixels(page, without, box)];
    check(seen > else_seen + (box.w + box.h) / 2, `${focus}: ${seen} pixels of a ring, ${else_seen} without it`);
    if (focus === "class.0") await shot(page, "keyboard-ring");
    await page.keyboard.press("Tab");
  }
  equal([await element(page), await ring(page)], ["after", ""], "where Tab leads out");
  for (const id of ["preset", "data", "reset", "play", "step", "speed", "share", "theme", "help", "add-layer", "plane.area", "class.0"])
    check(forwards.includes(id), `${id} is not among ${forwards.join(", ")}`);
  note(`${forwards.length} controls: ${forwards.join(", ")}`);

  await page.keyboard.press("Shift+Tab");
  const backwards = [];
  while ((await element(page)) === "canvas") {
    check(backwards.length < 200, `no end to it: ${backwards.join(", ")}`);
    backwards.push(await ring(page));
    await page.keyboard.press("Shift+Tab");
    await frames(page, 2);
  }
  equal([await element(page), await ring(page)], ["before", ""], "where Shift+Tab leads out");
  equal(backwards, forwards.toReversed(), "the way back");
  equal(page.errors, [], "console");
});

test("Tab held down leaves no control out and stops at none", async ({ close }) => {
  const page = close(await open());
  await neighbours(page);
  await settled(page);
  await page.focus("#before");
  let presses = 0;
  // No frame is waited for: many presses fall between two.
  for (; (await element(page)) !== "after"; ++presses) {
    check(presses < 200, "Tab does not lead out");
    await page.keyboard.press("Tab");
  }
  let back = 0;
  for (; (await element(page)) !== "before"; ++back) {
    check(back < 200, "Shift+Tab does not lead out");
    await page.keyboard.press("Shift+Tab");
  }
  equal(back, presses, "presses of Shift+Tab");
});

test("Space and Enter press what has the ring; without one Space trains", async ({ close }) => {
  const page = close(await open());
  await ring_to(page, "play");
  await press(page, "Space");
  await until("training", () => training(page));
  equal(await ring(page), "play", "the ring");
  await press(page, "Space");
  await until("paused", async () => !(await training(page)));
  const { step } = await call(page, "status");
  await ring_to(page, "step");
  await press(page, "Enter");
  await until("one step more", async () => (await call(page, "status")).step === step + 1);
  await press(page, "ArrowRight");
  equal((await call(page, "status")).step, step + 1, "an arrow is the control's, and no step");
  await press(page, "s");  // held for some frames: once or more
  await until("S still steps", async () => (await call(page, "status")).step > step + 1);
  await press(page, "Escape");
  equal([await ring(page), await element(page)], ["", "canvas"], "after Escape");
  await press(page, "Space");
  await until("training by Space", () => training(page));
  await press(page, "Space");
  await until("paused by Space", async () => !(await training(page)));
  equal(page.errors, [], "console");
});

test("arrows move tabs, sliders and lists; Escape closes, and the ring is back", async ({ close }) => {
  const page = close(await open());
  await ring_to(page, "preset");
  await press(page, "Enter");
  await until("the list is open", async () => (await call(page, "ui")).items.some(({ id }) => id === "preset.mlp"));
  await press(page, "Escape");
  await until("the list is closed", async () => !(await call(page, "ui")).items.some(({ id }) => id === "preset.mlp"));
  equal(await ring(page), "preset", "after Escape");
  const before = (await call(page, "settings")).preset;
  await press(page, "Enter");
  await until("the ring is in the list", async () => (await ring(page)).startsWith("preset."));
  equal(await ring(page), `preset.${before}`, "where the list begins");
  await shot(page, "keyboard-list");
  await press(page, "ArrowUp");
  const chosen = (await ring(page)).slice("preset.".length);
  check(chosen && chosen !== before, `ArrowUp leads to '${chosen}'`);
  await press(page, "Enter");
  await until("the preset is another", async () => (await call(page, "settings")).preset === chosen);
  await until("the network stands", async () => (await call(page, "status")).busy === "");

  // Through a list and out of it by Tab.
  await ring_to(page, "speed");
  await press(page, "Space");
  await until("the list of speeds", async () => (await ring(page)).startsWith("speed."));
  for (let presses = 0; (await ring(page)).startsWith("speed."); ++presses) {
    check(presses < 10, "Tab does not lead out of the list");
    await press(page, "Tab");
  }
  equal(await ring(page), "speed", "after the list");

  const tabs = (await call(page, "ui")).items.map(({ id }) => id).filter((id) => id.startsWith("tab."));
  check(tabs.length > 1, `tabs: ${tabs}`);
  await press(page, "Tab");
  while (!(await ring(page)).startsWith("tab.")) await press(page, "Tab");
  const first = await ring(page);
  await press(page, "ArrowRight");
  await until("the next tab", async () => (await ring(page)) !== first);
  check((await ring(page)).startsWith("tab."), await ring(page));
  await press(page, "ArrowLeft");
  await until("and back", async () => (await ring(page)) === first);

  await call(page, "ui", { panel: "settings" });
  await frames(page, 5);
  const { learning_rate, threads } = await call(page, "settings");
  await press(page, "Escape");
  await ring_to(page, "set.learning_rate.slider");
  await press(page, "ArrowRight");
  await until("a larger learning rate", async () => (await call(page, "settings")).learning_rate > learning_rate);
  await press(page, "ArrowLeft");
  await press(page, "ArrowLeft");
  await until("a smaller one", async () => (await call(page, "settings")).learning_rate < learning_rate);
  // A field is typed into as soon as Tab reaches it, and Tab takes the new value along.
  await press(page, "Tab");
  equal(await ring(page), "set.learning_rate", "the field");
  await frames(page, 5);
  await page.keyboard.type("0.0123", { delay: 50 });
  await press(page, "Tab");
  await until("the value typed", async () => Math.abs((await call(page, "settings")).learning_rate - 0.0123) < 1e-6);
  equal((await call(page, "settings")).threads, threads, "what was not touched");
  equal(page.errors, [], "console");
});

test("the share card works by keys: it opens, copies and closes", async ({ close }) => {
  const page = close(await open("threads", { permissions: ["clipboard-read", "clipboard-write"] }));
  await call(page, "set", { seed: 43 });
  await ring_to(page, "share");
  await press(page, "Enter");
  await until("the card is open", async () => (await call(page, "ui")).items.some(({ id }) => id === "copy"));
  await ring_to(page, "copy");
  await press(page, "Enter");
  let copied = "";
  await until("the clipboard has the link", async () => /#v=1.*seed=43/.test((copied = await page.evaluate(() => navigator.clipboard.readText()))));
  await until("the card is closed", async () => !(await call(page, "ui")).items.some(({ id }) => id === "copy"));
  equal(await ring(page), "share", "the ring, afterwards");
  await press(page, "F1");
  await frames(page, 5);
  await shot(page, "keyboard-help");
  // It lists panels, which Enter brings to the front.
  await press(page, "Tab");
  check((await ring(page)).startsWith("help."), `the ring, in the help: ${await ring(page)}`);
  await press(page, "Escape");
  await until("the help is closed", async () => !(await call(page, "ui")).items.some(({ id }) => id.startsWith("help.")));
  equal(await ring(page), "share", "the ring, after the help");
});

test("what is beside the canvas keeps its keys", async ({ close }) => {
  const page = close(await open());
  await page.evaluate(() => {
    const field = Object.assign(document.createElement("input"), { id: "beside", style: "position: fixed; left: 0; top: 0" });
    document.body.append(field);
    field.focus();
  });
  await page.keyboard.type("s r t");
  await frames(page, 5);
  equal(await page.inputValue("#beside"), "s r t", "what was typed");
  const { step, training: trains } = await call(page, "status");
  equal([step, trains, (await call(page, "ui")).theme], [0, false, "dark"], "the program");
  // A click on the canvas gives it the keys again.
  await page.mouse.click(640, 790);
  equal(await element(page), "canvas", "what has the focus after a click");
  await press(page, "s");
  await until("a step", async () => (await call(page, "status")).step > 0);
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
});

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
        for (const panel of (await call(page, "ui")).panels) {
          await call(page, "ui", { panel });
          await frames(page, 20);
          await shot(page, `${size}-${colorScheme}-${panel}`);
        }
      await page.context().close();
    }
});
