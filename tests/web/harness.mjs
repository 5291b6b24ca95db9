// What the tests of the page share: a server of their own, a browser, the three kinds of page, and
// plain assertions. Knows nothing of what is tested.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const program = process.env.HOURGLASS_PROGRAM ?? join(checkout, "build/native/hourglass");
export const page_folder = process.env.HOURGLASS_PAGE ?? join(checkout, "build/web");
export const data_folder = process.env.HOURGLASS_DATA && existsSync(process.env.HOURGLASS_DATA) ? process.env.HOURGLASS_DATA : null;
export const mnist_folder = data_folder && existsSync(join(data_folder, "mnist")) ? join(data_folder, "mnist") : null;
const shots_folder = process.env.HOURGLASS_SHOTS;

/** A wait that takes longer is a hang, on however slow and busy a machine. Nothing else is measured by it. */
export const patience = 300;  // seconds

// ---------------------------------------------------------------------------------------- server

const servers = [];

/** `hourglass serve` on a free port. Gives {address, stop()}. */
export async function start_server({ isolation = true, data = [], root = page_folder } = {}) {
  const words = ["serve", "--root", root, "--port", "0", ...data.flatMap((folder) => ["--data", folder])];
  if (!isolation) words.push("--no-isolation");
  const child = spawn(program, words, { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = await new Promise((done, failed) => {
    const listen = (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (found) done(found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", failed);
    child.on("exit", (status) => failed(new Error(`hourglass serve ended with ${status}: ${said.trim()}`)));
  });
  const server = {
    address,
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null) return child.exitCode;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill(signal);
      return ended;
    },
  };
  servers.push(server);
  return server;
}

const shared = {};
/** One server of each kind for all tests. */
export function server_of(isolation) {
  return (shared[isolation] ??= start_server({ isolation, data: mnist_folder ? [mnist_folder] : [] }));
}

/** Runs the command line. Gives {status, out, error}. */
export async function command_line(...words) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: checkout, maxBuffer: 1e8, timeout: 1000 * patience });
    return { status: 0, out: stdout, error: stderr };
  } catch (error) {
    return { status: error.code, out: error.stdout, error: error.stderr };
  }
}

// --------------------------------------------------------------------------------------- browser

let browser;

const how_started = () => ({
  executablePath: process.env.HOURGLASS_CHROMIUM || "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--enable-unsafe-webgpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream",  // a camera, for whom the test allows one
    ...(process.env.HOURGLASS_CHROMIUM_FLAGS ?? "").split(" ").filter(Boolean),  // of two the later one holds
  ],
});

export async function start_browser() {
  return (browser ??= await chromium.launch(how_started()));
}

/** A page in a browser of its own, whose profile lies in the folder. Gives {page, kill()}: as a fault would end it. */
export async function open_in(folder, address) {
  const context = await chromium.launchPersistentContext(folder, how_started());
  context.setDefaultTimeout(1000 * patience);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(address);
  await settle(page);
  return {
    page,
    async kill() {
      const gone = new Promise((done) => context.once("close", done));
      for (const entry of await readdir("/proc")) {
        const words = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "") : "";
        if (words.includes(`--user-data-dir=${folder}`) && !words.includes("--type=")) process.kill(Number(entry), "SIGKILL");
      }
      await gone;
    },
  };
}

export async function stop_all() {
  await browser?.close();
  for (const server of servers) await server.stop();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop_all().finally(() => process.exit(1)));

/** The three ways in which a page comes to its threads, or does without. */
export const kinds = {
  threads: { name: "with threads", isolation: true, query: "", isolated: true },
  worker: { name: "through the service worker", isolation: false, query: "", isolated: true },
  single: { name: "without isolation", isolation: false, query: "?sw=0", isolated: false },
};

/**
 * A page in a fresh profile, up to the moment where it can be trained. `page.errors` collects what a
 * console would show in red. `call(page, "train", {steps: 3})` calls window.hourglass. Nobody is here for the first time
 * unless `first`: that has a tour.
 */
export async function open(kind = "threads", { link = "", query, address, wait = true, first = false, before, ...options } = {}) {
  const context = await (await start_browser()).newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "dark", ...options });
  context.setDefaultTimeout(1000 * patience);
  const page = await context.newPage();
  page.errors = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && expected(message.text()) && page.errors.push(message.text()));
  page.on("pageerror", (error) => page.errors.push(String(error)));
  if (!first) await page.addInitScript(() => {
    try {
      localStorage.setItem("hourglass-tour", "seen");
    } catch {
      // Where nothing can be kept no tour comes either.
    }
  });
  if (before) await before(page, context);
  address ??= (await server_of(kinds[kind].isolation)).address;
  await page.goto(address + (query ?? kinds[kind].query) + link);
  if (wait) await settle(page, kinds[kind].isolated);
  return page;
}

// Said by the software GPU of a test machine, not by the page.
const expected = (text) => !/GPU stall due to ReadPixels|GL Driver Message|Automatic fallback to software WebGL/.test(text);

/** Waits until the page can be trained; it may reload once on its way. */
export async function settle(page, isolated = true) {
  const end = Date.now() + 1000 * patience;
  for (;;) {
    try {
      await page.waitForFunction(
        (wanted) => window.hourglass && (crossOriginIsolated === wanted || (navigator.serviceWorker?.controller && document.getElementById("loader").className === "done")), isolated);
      // On a slow machine the page has started without its service worker, and is isolated from the next load on.
      if (await page.evaluate((wanted) => crossOriginIsolated !== wanted, isolated)) await page.reload();
      return await page.evaluate(() => window.hourglass.ready);
    } catch (error) {
      const reloading = /Execution context was destroyed|navigation/i.test(error.message);
      if (!reloading || Date.now() > end) throw error;
    }
  }
}

/** window.hourglass[name](…given). Float32Arrays come back as lists. */
export function call(page, name, ...given) {
  return page.evaluate(
    async ([name, given]) => {
      const listed = (value) => {
        if (ArrayBuffer.isView(value)) return Array.from(value);
        if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, Array.isArray(part) ? part : listed(part)]));
      };
      return listed(await window.hourglass[name](...given));
    },
    [name, given],
  );
}

// A browser that is driven never says that a page is hidden, whichever tab is in front: its words are put
// into its mouth, and its frames are held back as it holds them back.
export const hideable = (page) => page.addInitScript(() => {
  let hidden = false, held = [];
  const frame = window.requestAnimationFrame.bind(window);
  Object.defineProperty(Document.prototype, "hidden", { get: () => hidden });
  Object.defineProperty(Document.prototype, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
  window.requestAnimationFrame = (call) => frame((now) => (hidden ? held.push(call) : call(now)));
  window.hide = (now) => {
    hidden = now;
    document.dispatchEvent(new Event("visibilitychange"));
    if (!hidden) for (const call of held.splice(0)) window.requestAnimationFrame(call);
  };
});

/** The text with which a call is refused. Fails where it is not. `code` runs in the page. */
export async function refusal(page, code) {
  const text = await page.evaluate((code) => {
    const answer = new Function(`return ${code}`)();
    return Promise.resolve(answer).then(() => null, (error) => (error instanceof Error ? error.message : `not an Error: ${error}`));
  }, code);
  check(text !== null, `${code} was not refused`);
  check_line(text, code);
  return text;
}

export async function shot(page, name) {
  if (!shots_folder) return;
  await mkdir(shots_folder, { recursive: true });
  await page.screenshot({ path: join(shots_folder, `${name}.png`) });
}

export const frames = (page, count = 2) =>
  page.evaluate((count) => new Promise((done) => {
    const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
    next();
  }), count);

/** Where something is by its id in ui(). */
export async function place(page, id) {
  let box, items = [];
  const there = async () => {
    ({ items } = await call(page, "ui"));
    return (box = items.find((item) => item.id === id));
  };
  await until(`'${id}'`, there).catch((error) => check(box, `${error.message}; there are ${items.map((item) => item.id).join(", ")}`));
  return { ...box, at: { x: box.x + box.w / 2, y: box.y + box.h / 2 } };
}

export async function click(page, id) {
  // What arrives above it moves it.
  for (let { at } = await place(page, id), rests = false; !rests; ) {
    await page.mouse.move(at.x, at.y);
    await frames(page, 3);
    const now = (await place(page, id)).at;
    rests = now.x === at.x && now.y === at.y;
    at = now;
  }
  await page.mouse.down();
  await frames(page, 3);
  await page.mouse.up();
  await frames(page, 3);
}

/** Holds keys, "Control+k", as long as a hand does: through frames. */
export async function press(page, keys) {
  const all = keys.split("+");
  for (const key of all) await page.keyboard.down(key);
  await frames(page, 3);
  for (const key of all.reverse()) await page.keyboard.up(key);
  await frames(page, 3);
}

export const ring = async (page) => (await call(page, "ui")).focus;
const in_front = (page) => page.evaluate(() => document.activeElement.id);

/** Presses a key until the ring is around `id`. */
export async function ring_to(page, id, key = "Tab") {
  await until("the canvas has the keyboard", async () => (await in_front(page)) === "canvas");  // given after ready
  for (let presses = 0; (await ring(page)) !== id; ++presses) {
    check(presses < 250 && (await in_front(page)) === "canvas", `${key} does not lead to ${id}`);
    await page.keyboard.press(key);
    await frames(page);  // else the ring is past it before it is seen there
  }
  await frames(page, 3);
}

/** A folder that is gone after the body. */
export async function in_folder(body) {
  const folder = await mkdtemp(join(tmpdir(), "hourglass-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Asks until the answer is true. */
export async function until(what, ask) {
  const end = Date.now() + 1000 * patience;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`not within ${patience} s: ${what}`);
    await new Promise((go_on) => setTimeout(go_on, 50));
  }
}

// ------------------------------------------------------------------------------------ assertions

export class Skip extends Error {}
export const skip = (why) => {
  throw new Skip(why);
};

export function check(held, otherwise) {
  if (!held) throw new Error(otherwise);
}

export function equal(got, wanted, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  check(a === b, `${what}: got ${a}, wanted ${b}`);
}

/** One clear line: not empty, no line break, no stack, not longer than a status line holds. */
export function check_line(text, what) {
  check(typeof text === "string" && text.trim().length > 8, `${what}: no message, but '${text}'`);
  check(!/[\n\r]/.test(text), `${what}: more than one line: ${text}`);
  check(text.length <= 240, `${what}: ${text.length} characters are too many: ${text.slice(0, 500)}`);
  check(!/undefined|\[object|std::|exception|RuntimeError/i.test(text), `${what}: not for people: ${text}`);
}
