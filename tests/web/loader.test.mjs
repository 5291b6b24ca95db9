// The loader: what it shows while, and instead of, the program.
import { createServer } from "node:http";
import { call, check, equal, frames, kinds, open, refusal, server_of, settle, shot, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const shown = (page) => page.evaluate(() => document.getElementById("loader").innerText.replace(/\s+/g, " "));
const failed = (page) => until("the loader says what failed", () => page.evaluate(() => document.body.className === "failed"));

for (const [kind, { name, isolated }] of Object.entries(kinds))
  test(`the page loads ${name}, without an error in the console`, async ({ close }) => {
    const page = close(await open(kind));
    equal(await page.evaluate(() => crossOriginIsolated), isolated, "crossOriginIsolated");
    equal((await call(page, "status")).ready, true, "ready");
    await until("the loader is gone", () => page.evaluate(() => document.getElementById("loader").hidden));
    equal(await page.evaluate(() => document.activeElement.id), "canvas", "what has the focus");
    await frames(page, 5);
    equal(page.errors, [], "console");
    const wanted = isolated ? "threads" : "single";
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()).filter((name) => name.endsWith(".wasm")));
    equal(loaded, [`hourglass-${wanted}.wasm`], "which build");
  });

test("?threads=0 takes the build without threads", async ({ close }) => {
  const page = close(await open("threads", { query: "?threads=0" }));
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("hourglass-single.wasm")));
  check(loaded, "hourglass-single.wasm was not loaded");
});

test("a page seen through the service worker opens again without a network", async ({ close }) => {
  const page = close(await open("worker"));
  await until("the service worker keeps the program", () =>
    page.evaluate(async () => Boolean(await caches.match(new URL("hourglass-threads.wasm", location.href).href))));
  await page.context().setOffline(true);
  await page.reload();
  await settle(page);
  equal((await call(page, "status")).ready, true, "ready");
});

test("the bar grows with the bytes that arrive", async ({ close }) => {
  // A server that says how much there is, sends some of it, and waits to be told to go on.
  const { address } = await server_of(false);
  let go_on = [];
  const more = [0, 1, 2].map((i) => new Promise((resolve) => (go_on[i] = resolve)));
  const slow = createServer(async ({ url }, answer) => {
    const from = await fetch(new URL(url, address), { headers: { "Accept-Encoding": "identity" } });
    const bytes = Buffer.from(await from.arrayBuffer());
    const parts = url.endsWith(".wasm") ? 3 : 0;
    answer.writeHead(from.status, { "Content-Type": from.headers.get("content-type"), "Content-Length": bytes.length });
    for (let i = 0; i < parts; ++i) {
      await more[i];
      answer.write(bytes.subarray((bytes.length * i) / (parts + 1), (bytes.length * (i + 1)) / (parts + 1)));
    }
    answer.end(bytes.subarray((bytes.length * parts) / (parts + 1)));
  });
  await new Promise((listens) => slow.listen(0, "127.0.0.1", listens));
  const page = close(await open("single", { wait: false, address: `http://127.0.0.1:${slow.address().port}/` }));
  const bar = () => page.evaluate(() => document.getElementById("loader-progress").value);
  await until("the loader fetches", async () => (await shown(page)).includes("Fetching"));
  check((await bar()) < 0.1, "the bar is ahead of the bytes");
  for (const [i, share] of [0.25, 0.5].entries()) {
    go_on[i]();
    await until(`the bar stands at ${share}`, async () => Math.abs((await bar()) - share) < 0.01);
    if (i) await shot(page, "loader-loading");
  }
  go_on[2]();
  await settle(page, false);
  equal(await bar(), 1, "the bar at the end");
  slow.closeAllConnections();
  slow.close();
});

test("without WebGL 2 the page says so and what to do", async ({ close }) => {
  const page = close(await open("single", {
    wait: false,
    before: (page) => page.addInitScript(() => {
      const original = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind === "webgl2" ? null : original.call(this, kind, ...rest);
      };
    }),
  }));
  await failed(page);
  const text = await shown(page);
  check(/WebGL 2/.test(text) && /hardware acceleration/.test(text), text);
  await shot(page, "loader-unsupported");
  equal(page.errors, [], "console");
});

test("without WebAssembly SIMD the page says so, and calls are refused with the same words", async ({ close }) => {
  const page = close(await open("single", {
    wait: false,
    before: (page) => page.addInitScript(() => (WebAssembly.validate = () => false)),
  }));
  await failed(page);
  check(/SIMD/.test(await shown(page)), await shown(page));
  const refused = await page.evaluate(() => window.hourglass.train({ steps: 1 }).catch((error) => error.message));
  check(/SIMD/.test(refused), refused);
});

test("when the program cannot be fetched the page offers to try again, and that works", async ({ close }) => {
  const page = close(await open("single", { wait: false, before: (page) => page.route("**/*.wasm", (route) => route.abort()) }));
  await failed(page);
  check(/could not be fetched/.test(await shown(page)), await shown(page));
  await shot(page, "loader-failed");
  await page.unroute("**/*.wasm");
  await page.click("#loader-retry");
  await settle(page, false);
});

test("when the server answers with an error the page names the file", async ({ close }) => {
  const page = close(await open("single", { wait: false, before: (page) => page.route("**/hourglass-single.wasm", (route) => route.fulfill({ status: 503, body: "" })) }));
  await failed(page);
  check(/hourglass-single\.wasm.*503/.test(await shown(page)), await shown(page));
});

test("a fault while running ends every call with a line, instead of silence", async ({ close }) => {
  const page = close(await open("single"));
  const refused = page.evaluate(() => window.hourglass.train().catch((error) => error.message));
  await call(page, "status");
  await page.evaluate(() => {
    const error = new WebAssembly.RuntimeError("unreachable");
    dispatchEvent(new ErrorEvent("error", { error, message: String(error) }));
  });
  await failed(page);
  check(/fault of its own/.test(await shown(page)), await shown(page));
  check(/fault of its own/.test(await refused), await refused);
  check(/fault of its own/.test(await page.evaluate(() => window.hourglass.status().catch((error) => error.message))), "a later call is not refused");
  await shot(page, "loader-stopped");
});

test("lessons that cannot be fetched are told in one line, and fetched when they can", async ({ close }) => {
  const page = close(await open());
  await page.route("**/lessons.json", (route) => route.abort());
  const line = await refusal(page, "hourglass.lessons()");
  check(/lessons could not be fetched/.test(line), line);
  await page.unroute("**/lessons.json");
  await until("they are there", () => page.evaluate(() => window.hourglass.lessons().then((all) => all.length >= 20, () => false)));
});

test("when even the loader is missing the page says so", async ({ close }) => {
  const page = close(await open("single", { wait: false, before: (page) => page.route("**/loader.js", (route) => route.abort()) }));
  await failed(page);
  check(/only in part/.test(await shown(page)), await shown(page));
});

test("without JavaScript the page says what it needs", async ({ close }) => {
  const page = close(await open("single", { wait: false, javaScriptEnabled: false }));
  // What can be seen, and nothing of what JavaScript would change.
  equal(await page.locator("#loader").innerText(), "Hourglass\n\nHourglass is a program and needs JavaScript: allow it for this page, then reload.", "the page's text");
  await shot(page, "loader-noscript");
});

test("the loader keeps to the light colours where they are wished", async ({ close }) => {
  const page = close(await open("single", { wait: false, colorScheme: "light", before: (page) => page.route("**/*.wasm", (route) => route.abort()) }));
  await failed(page);
  equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(250, 249, 246)", "ground");
  await shot(page, "loader-failed-light");
});
