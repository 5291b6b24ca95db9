// Fetches the build that suits this browser, shows how far it is, and starts it; then hands the page's
// events (dropped files, a changed link) to hourglass.js. Says plainly what is missing where it cannot.
//
// ?embed=1: in a frame of another page, the main picture alone. ?model=URL, ?data=URL: asked.js. ?lang=NAME: texts.js.
// ?threads=0 takes the build without threads, ?sw=0 leaves the service worker out: both for tests.
import { attach, names_lesson, open_files, page, send, stop, tell, texts } from "./hourglass.js";
import { ask_for_files } from "./asked.js";
import { keep_runs } from "./autosave.js";
import { listen_to_keys } from "./keys.js";
import { load_language, tr } from "./texts.js";

const query = new URLSearchParams(location.search);
const element = (id) => document.getElementById(id);
const canvas = element("canvas");

// ------------------------------------------------------------------------------- what is shown

function fail(text, cause = "") {
  document.body.className = "failed";
  element("loader").hidden = false;
  element("loader").className = "";
  element("loader-failed").textContent = text;
  element("loader-cause").textContent = cause;
  stop(text);
}

let running = null;  // the module

/** A fault of the program's own: nothing after it can be believed, so nothing goes on. */
function crashed(reason) {
  if (document.body.className === "failed") return;  // its first words are the ones to tell
  const line = String(reason).split("\n")[0].slice(0, 200);
  running?.bridge.halt();
  element("lost").hidden = true;
  element("loader-retry").textContent = tr`Reload`;
  fail(tr`Hourglass stopped by a fault of its own: reload to start afresh with the last settings that worked.`, line);
  // Reloaded, the address that brought it down would do so again.
  page.back_to_what_worked();
  element("loader-retry").focus();
}

function progress(share, detail) {
  element("loader-progress").value = share;
  element("loader-detail").textContent = detail;
}

// ---------------------------------------------------------------------------- what there must be

// The smallest module with a vector instruction: v128.const, drop.
const simd_module = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11,
]);

function has_simd() {
  return typeof WebAssembly === "object" && WebAssembly.validate(simd_module);
}

/** The app's own context, asked for early: graphics start while the program arrives, and SDL is given the same again. */
function has_webgl2() {
  return Boolean(canvas.getContext("webgl2", { alpha: false, depth: false, stencil: false, antialias: false }));
}

// ----------------------------------------------------------------------------------- isolation

// Worker threads want a page that is cross-origin isolated. Where the server sends no such headers, a
// service worker adds them, from the second load on: hence one reload, and only one.
async function isolate() {
  const tried = "hourglass-reloaded";
  if (globalThis.crossOriginIsolated) return sessionStorage.removeItem(tried);
  if (query.get("sw") === "0" || query.get("threads") === "0") return;
  if (window.top !== window.self) return;  // a frame is as isolated as the page around it
  if (!navigator.serviceWorker || sessionStorage.getItem(tried)) return;
  try {
    const controlled = new Promise((resolve, reject) => {
      if (navigator.serviceWorker.controller) resolve();
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      setTimeout(reject, 4000, new Error("the service worker did not start within 4 s"));
    });
    await Promise.all([navigator.serviceWorker.register("sw.js"), controlled]);
    sessionStorage.setItem(tried, "1");
  } catch {
    return;  // Private windows refuse it. The build without threads runs anywhere.
  }
  location.reload();
  await new Promise(() => {});
}

// ---------------------------------------------------------------------------------- the program

async function fetch_whole(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(`no answer for ${url}`, { cause: error });
  }
  if (!response.ok) throw new Error(`${url}: the server answered ${response.status}`);
  return response;
}

/** Compiles while it arrives; counts the bytes that have. */
async function compile(response) {
  // The length is that of the compressed bytes, of which the page sees none: brotli packs such a
  // program about 3.2 times, gzip 2.6 times. The bar waits at 97 % where that guess is short.
  const packed = { br: 3.2, gzip: 2.6, zstd: 2.8 }[response.headers.get("content-encoding")];
  const total = (Number(response.headers.get("content-length")) || 400e3) * (packed ?? 1);
  let here = 0;
  const count = new TransformStream({
    transform(chunk, out) {
      here += chunk.length;
      progress(Math.min(here / total, 0.97), tr`Fetching the program: ${Math.round(here / 1000)} KB`);
      out.enqueue(chunk);
    },
  });
  const counted = new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
  return WebAssembly.compileStreaming(counted);
}

/** Memory that threads share has its limit from the start, and some browsers give less than others. */
function shared_memory() {
  const page_bytes = 65536, initial = 2048;  // as web/CMakeLists.txt: 128 MB
  // 4 GB, or half of a smaller machine: systems promise more than they have, and end what takes it.
  const machine = (navigator.deviceMemory ?? 8) * 2 ** 30;
  for (let maximum = Math.min(65536, 2 ** Math.floor(Math.log2(machine / 2 / page_bytes))); maximum >= 4096; maximum /= 2) {
    try {
      return { made: new WebAssembly.Memory({ initial, maximum, shared: true }), bytes: maximum * page_bytes };
    } catch {
      // Half of it, then.
    }
  }
  throw new Error(tr`this browser has no 256 MB of memory for the page; close other tabs`);
}

async function start() {
  if (!has_simd())
    return fail(tr`This browser’s WebAssembly has no SIMD, which the training needs. Use a current Firefox, Chrome, Edge or Safari.`);
  listen_to_faults();
  const asked_for = query.get("lang");
  const language = load_language(asked_for ?? navigator.language).catch(() => "");  // a damaged one: English
  await isolate();
  const threads = Boolean(globalThis.crossOriginIsolated) && query.get("threads") !== "0";
  const name = `hourglass-${threads ? "threads" : "single"}`;

  progress(0.02, tr`Fetching the program`);
  const program = fetch_whole(`${name}.wasm`).then(compile);
  program.catch(() => {});  // Awaited below; until then a failure is nobody's.
  if (!has_webgl2())
    return fail(tr`This browser offers no WebGL 2, which draws the page. Turn on hardware acceleration in its settings, or use a current Firefox, Chrome, Edge or Safari.`);

  const { default: create } = await import(`./${name}.js`);
  const memory = threads ? shared_memory() : null;
  running = await new Promise((resolve, reject) => {
    create({
      canvas,
      page,
      ...(memory && { wasmMemory: memory.made }),
      instantiateWasm(imports, done) {
        program.then(async (module) => {
          progress(1, tr`Starting`);
          performance.mark("hourglass:compiled");
          done(await WebAssembly.instantiate(module, imports), module);
        }).catch(reject);
        return {};
      },
      onAbort(reason) {
        crashed(reason);
        reject(new Error("stopped"));
      },
    }).then(resolve, reject);
  });

  const dark = !matchMedia("(prefers-color-scheme: light)").matches;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  performance.mark("hourglass:running");
  const its_texts = await language;
  try {
    if (its_texts) running.bridge.texts("language", its_texts);
  } catch {
    // It says no texts: the program goes on in English.
  }
  if (names_lesson(location.hash)) await texts("lessons", running.bridge).catch(() => {});  // the link says so
  running.bridge.start(location.hash, dark, still, threads, memory?.bytes ?? 0);
  performance.mark("hourglass:started");
  listen_to_page();
  attach(running.bridge, () => {
    element("loader").classList.add("done");
    setTimeout(() => (element("loader").hidden = true), 200);
    canvas.focus({ preventScroll: true });
  }, page.embedded ? async () => {} : keep_runs).then(() => {
    if (asked_for && !its_texts && !/^en\b/i.test(asked_for)) tell(`The language ${asked_for.slice(0, 20)} is not here: take lang= out of the address`, true);
    return ask_for_files();
  }).catch(() => {});  // it stopped, and says so
}

// ---------------------------------------------------------------------------- the page's events

const most_files = 20000;

/** Dropped files, and those in dropped folders. */
async function files_of(transfer) {
  const files = [];
  const visit = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      files.push(Object.defineProperty(file, "webkitRelativePath", { value: entry.fullPath.slice(1) }));
    }
    if (!entry.isDirectory) return;
    const reader = entry.createReader();
    const read = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    for (let some = await read(); some.length && files.length < most_files; some = await read())
      for (const inner of some) await visit(inner);
  };
  // All entries are taken at once: after the first await the list is empty.
  const entries = Array.from(transfer.items ?? [], (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return Array.from(transfer.files);
  for (const entry of entries) await visit(entry);
  return files;
}

async function drop(transfer) {
  try {
    const files = await files_of(transfer);
    if (files.length === 0) throw new Error(tr`Nothing was dropped that is a file: drop IDX, CIFAR-10, NumPy, CSV, PNG or JPEG files, a folder or a ZIP of them, or a saved model`);
    await open_files(files);
  } catch (error) {
    tell(error.message, true);
  }
}

/** The graphics context comes and goes; only the picture goes with it. */
function listen_to_graphics() {
  const patience = 5000;  // ms
  let timer = 0;
  canvas.addEventListener("webglcontextlost", () => {
    if (document.body.className === "failed") return;
    const began = performance.now();
    let said = "";
    const tell_how_it_is = async () => {
      const waits = performance.now() - began > patience;
      const text = waits
        ? tr`The picture is not back yet; all else goes on without it. Close other tabs that draw much. If that does not help, reload: the settings stay, the weights are lost.`
        : tr`The browser took the picture away: its graphics start anew, as after sleep. All else goes on, and the picture comes back by itself.`;
      if (text !== said) element("lost-text").textContent = said = text;  // read aloud each time it is set
      element("lost-reload").hidden = !waits;
      const { value } = await send("status");
      element("lost-step").textContent = value.training ? tr`Training: step ${value.step.toLocaleString("en")}` : tr`Paused: step ${value.step.toLocaleString("en")}`;
    };
    element("lost").hidden = false;
    clearInterval(timer);
    timer = setInterval(() => tell_how_it_is().catch(() => {}), 1000);
    setTimeout(() => tell_how_it_is().catch(() => {}));  // shown first: only what changes while shown is read aloud
  });
  canvas.addEventListener("webglcontextrestored", () => {
    clearInterval(timer);
    element("lost").hidden = element("lost-reload").hidden = true;
    canvas.focus({ preventScroll: true });
  });
}

function listen_to_faults() {
  addEventListener("error", ({ error, message }) => {
    // An ErrorEvent is what a worker's end is told by.
    const worker = error instanceof ErrorEvent;
    const fault = error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.Exception;
    if (worker) crashed(error.message || "a worker thread ended");
    else if (fault || /RuntimeError|Aborted/.test(message)) crashed(message);
  });
}

function listen_to_page() {
  listen_to_graphics();
  const drawing = () => document.body.className !== "failed" && element("lost").hidden && element("asked").hidden;
  listen_to_keys(canvas, running.bridge.walk, drawing);
  let depth = 0;  // of enter events: each child of the page sends its own
  const over = (now) => element("drop").classList.toggle("over", now);
  const has_files = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => {
    if (has_files(event)) over(++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (has_files(event)) over((depth = Math.max(0, depth - 1)) > 0);
  });
  addEventListener("dragover", (event) => {
    if (!has_files(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("drop", (event) => {
    if (!has_files(event)) return;
    event.preventDefault();
    over((depth = 0) > 0);
    drop(event.dataTransfer);
  });
  // Of the event: a frame may have written another address since.
  addEventListener("hashchange", ({ newURL }) => {
    send("set", { link: new URL(newURL).hash }).catch((error) => tell(error.message, true)).then(page.right_address).catch(() => {});
  });
}

start().catch((error) => {
  if (document.body.className !== "failed")
    fail(tr`The program could not be fetched or started. Check the connection, then try again.`, error.message);
});
