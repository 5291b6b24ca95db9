// What leaves the page as pictures and films, and links that carry where panels stand.
import { readFile } from "node:fs/promises";
import { call, check, check_line, click, equal, frames, open, place, refusal, until } from "./harness.mjs";
import { test } from "./suite.mjs";

/** Bytes of a file that a command gives. `code` runs in the page. */
const bytes_of = async (page, code) => Buffer.from(await page.evaluate(async (code) => Array.from(await new Function(`return ${code}`)()), code));

/** Width, height, and how many colours there are, as the browser reads it. */
const looked_at = (page, code) =>
  page.evaluate(async (code) => {
    const bitmap = await createImageBitmap(new Blob([await new Function(`return ${code}`)()]));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    const colours = new Set(new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer));
    return { width: bitmap.width, height: bitmap.height, colours: colours.size };
  }, code);

/** What the browser's own reader finds in an SVG. */
const read_svg = (page, code) =>
  page.evaluate(async (code) => {
    const text = new TextDecoder().decode(await new Function(`return ${code}`)());
    const svg = new DOMParser().parseFromString(text, "image/svg+xml");
    const count = (what) => svg.getElementsByTagName(what).length;
    return {
      root: svg.documentElement.tagName,
      errors: count("parsererror"),
      size: text.length,
      width: svg.documentElement.getAttribute("width"),
      words: Array.from(svg.getElementsByTagName("text"), (one) => one.textContent),
      counts: Object.fromEntries(["line", "polyline", "rect", "circle", "path", "image"].map((what) => [what, count(what)])),
    };
  }, code);

for (const kind of ["threads", "single"])
  test(`a panel leaves as a PNG of its card (${kind})`, async ({ close }) => {
    const page = close(await open(kind));
    await call(page, "set", { preset: "vae-2d", reproducible: true });
    await call(page, "train", { steps: 10 });
    const card = await place(page, "panel.plane");
    const file = await bytes_of(page, `window.hourglass.picture({ panel: "plane" })`);
    equal([...file.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "signature");
    const once = await looked_at(page, `window.hourglass.picture({ panel: "plane" })`);
    check(Math.abs(once.width - card.w) <= 1 && Math.abs(once.height - card.h) <= 1, `${JSON.stringify(once)} of ${JSON.stringify(card)}`);
    check(once.colours > 50, `only ${once.colours} colours`);
    const twice = await looked_at(page, `window.hourglass.picture({ panel: "plane", scale: 2 })`);
    check(Math.abs(twice.width - 2 * once.width) <= 1 && Math.abs(twice.height - 2 * once.height) <= 1, JSON.stringify([once, twice]));
    // Larger than the window.
    const large = await looked_at(page, `window.hourglass.picture({ panel: "plane", scale: 4 })`);
    check(large.width > 1280 && large.colours > 50, JSON.stringify(large));
    equal(page.errors, [], "console");
  });

test("plots leave as SVG with lines as lines and words as words", async ({ close }) => {
  const page = close(await open());
  await call(page, "set", { preset: "vae-2d", reproducible: true });
  await call(page, "train", { steps: 30 });
  const curves = await read_svg(page, `window.hourglass.picture({ panel: "curves", format: "svg" })`);
  equal([curves.root, curves.errors], ["svg", 0], "curves");
  for (const words of ["Curves", "steps", "Total", "KL"]) check(curves.words.some((one) => one.includes(words)), `no ${words} in ${curves.words.join(", ")}`);
  check(curves.counts.polyline > 0 && curves.counts.line > 3, JSON.stringify(curves.counts));
  check(curves.size < 200e3, `${curves.size} bytes`);
  const plane = await read_svg(page, `window.hourglass.picture({ panel: "plane", format: "svg", scale: 2 })`);
  equal([plane.root, plane.errors], ["svg", 0], "plane");
  check(plane.counts.circle > 500, JSON.stringify(plane.counts));
  check(Math.abs(Number(plane.width) - 2 * (await place(page, "panel.plane")).w) <= 1, plane.width);
  // Each that there is, in front or behind, hidden or not; and the page is as it was.
  await call(page, "ui", { hide: "filters" });
  const before = await call(page, "ui");
  for (const panel of before.panels) {
    const its = await read_svg(page, `window.hourglass.picture({ panel: "${panel}", format: "svg" })`);
    equal([its.root, its.errors], ["svg", 0], panel);
    check(its.words.length > 0, `${panel} has no words`);
  }
  await frames(page, 3);
  const after = await call(page, "ui");
  const cards = ({ items }) => items.map((item) => item.id).filter((id) => id.startsWith("panel."));
  equal(cards(after), cards(before), "cards");
  equal(after.hidden, ["filters"], "hidden");
  equal(page.errors, [], "console");
});

test("a card's menu saves its picture", async ({ close }) => {
  const page = close(await open());
  await call(page, "train", { steps: 5 });
  for (const format of ["png", "svg"]) {
    await click(page, "card-menu.curves");
    const [download] = await Promise.all([page.waitForEvent("download"), click(page, `card-menu.${format}`)]);
    check(download.suggestedFilename().endsWith(`-5-curves.${format}`), download.suggestedFilename());
    const start = (await readFile(await download.path())).subarray(0, 4).toString("latin1");
    check(format === "png" ? start.endsWith("PNG") : start === "<svg", start);
  }
});

test("a picture that cannot be is refused in one line", async ({ close }) => {
  const page = close(await open("single"));
  for (const [what, word] of [
    ["", "panel"], ["null", "object"], ["{}", "panel"], [`{ panel: "none" }`, "choose"], [`{ panel: 3 }`, "panel"],
    [`{ panel: "curves", format: "gif" }`, "png"], [`{ panel: "curves", scale: 9 }`, "0.5"], [`{ panel: "curves", scale: NaN }`, "scale"],
    [`{ panel: "curves", width: 3 }`, "width"],
  ])
    check((await refusal(page, `window.hourglass.picture(${what})`)).includes(word), `${what}: no ${word}`);
});

test("the page is filmed, by call and by button, or says why not", async ({ close }) => {
  const page = close(await open());
  const can = await page.evaluate(() => Boolean(window.MediaRecorder) && Boolean(document.getElementById("canvas").captureStream));
  check((await refusal(page, "window.hourglass.record(false)")).includes("record(true)"), "ended before it began");
  check((await refusal(page, `window.hourglass.record("on")`)).includes("true"), "no boolean");
  check((await refusal(page, `window.hourglass.record(true, { side: 3 })`)).includes("panel"), "another key");
  if (!can) {
    check((await refusal(page, "window.hourglass.record(true)")).includes("no videos"), "refused");
    return;
  }
  check((await refusal(page, `window.hourglass.record(true, { panel: "none" })`)).includes("choose"), "no such panel");
  equal(await page.evaluate(() => window.hourglass.record(true, { panel: "plane" })), null, "begun");
  check((await refusal(page, "window.hourglass.record(true)")).includes("already"), "begun twice");
  equal((await call(page, "ui")).enlarged, "plane", "alone");
  await call(page, "train", { steps: 20 });
  await frames(page, 10);
  const film = await bytes_of(page, "window.hourglass.record(false)");
  const webm = film.subarray(0, 4).toString("hex") === "1a45dfa3", mp4 = film.subarray(4, 8).toString("latin1") === "ftyp";
  check(webm || mp4, `begins with ${film.subarray(0, 12).toString("hex")}`);
  check(film.length > 1000, `${film.length} bytes`);
  equal((await call(page, "ui")).enlarged, "", "back in its place");
  // By the buttons.
  await click(page, "share");
  await click(page, "record");
  await until("Stop stands in the top bar", async () => (await call(page, "ui")).items.some((item) => item.id === "stop-recording"));
  await call(page, "train", { steps: 5 });
  const [download] = await Promise.all([page.waitForEvent("download"), click(page, "stop-recording")]);
  check(/^hourglass\.(webm|mp4)$/.test(download.suggestedFilename()), download.suggestedFilename());
  await until("Share is back", async () => (await call(page, "ui")).items.some((item) => item.id === "share"));
  equal(page.errors, [], "console");
});

// ------------------------------------------------------------------------------ panels in links

const hash_of = async (page) => new URL(await call(page, "shareLink")).hash;

test("a link carries where the panels stand, and the visitor's own stay", async ({ close }) => {
  const sender = close(await open());
  await call(sender, "set", { preset: "vae-2d" });
  check(!(await hash_of(sender)).includes("panels="), "as at first");
  await call(sender, "ui", { hide: "filters" });
  await call(sender, "ui", { enlarge: "plane" });
  const link = await hash_of(sender);
  check(link.includes("&panels=filters.hidden,plane.alone"), link);
  check(!(await sender.evaluate(() => location.hash)).includes("panels="), "the address bar is the visitor's");

  const visitor = close(await open("threads", { before: (page) => page.addInitScript(() => {
    if (!localStorage.getItem("hourglass-workspace")) localStorage.setItem("hourglass-workspace", JSON.stringify({ hidden: ["curves"], places: {} }));
  }) }));
  equal((await call(visitor, "ui")).hidden, ["curves"], "remembered");
  await call(visitor, "set", { link });
  let ui = await call(visitor, "ui");
  equal([ui.hidden, ui.enlarged], [["filters"], "plane"], "as the link says");
  await call(visitor, "ui", { hide: "code" });
  await until("a change goes into the address", async () => (await visitor.evaluate(() => location.hash)).includes("code.hidden"));
  equal(await visitor.evaluate(() => JSON.parse(localStorage.getItem("hourglass-workspace")).hidden), ["curves"], "still remembered");
  await call(visitor, "set", { link: "#v=1&preset=vae-2d" });
  ui = await call(visitor, "ui");
  equal([ui.hidden, ui.enlarged], [["curves"], ""], "as remembered");

  const opened = close(await open("single", { link }));
  ui = await call(opened, "ui");
  equal([ui.hidden, ui.enlarged], [["filters"], "plane"], "opened with it");
  equal(await hash_of(opened), link, "and given on");
});

for (const bad of ["nonsense", "curves.nowhere", "curves.hidden,curves.hidden", "<img src=x>", ",,,", "plane.alone,curves.alone"])
  test(`panels=${bad} in a link is one line, and the rest of it holds`, async ({ close }) => {
    const page = close(await open("threads", { link: `#v=1&preset=mlp&seed=5&panels=${encodeURIComponent(bad)}` }));
    const { message, trouble } = await call(page, "status");
    check_line(message, "message");
    check(trouble && message.includes("panels"), message);
    const { preset, seed } = await call(page, "settings");
    equal([preset, seed], ["mlp", 5], "settings");
    const ui = await call(page, "ui");
    equal([ui.hidden, ui.enlarged], [[], ""], "panels");
    equal(page.errors, [], "console");
  });
