/**
 * window.hourglass: the page's commands as functions. The buttons call the same commands in C++
 * (src/app/commands.h), which know what is possible (src/model/limits.h) and what is meant where
 * something is left out; this file turns arguments into JSON and floats, and refuses only what neither
 * can say. It draws nothing and loads nothing but data sets.
 *
 * Every function returns a promise and may be called at once: it waits for `ready`. Bad input is
 * refused with an Error of one line that says what to do; what was set before stays.
 *
 * A picture set is {count, height, width, channels, pixels}: pixels is a Float32Array of count × height ×
 * width × channels values from 0 (ground) to 1 (ink), a pixel's channels side by side. Points and rows of tables
 * are 1 × 1 with a channel for each number, in its own range. A code set is {count, size, mean, log_variance}: Float32Arrays of
 * count × size; log_variance is null where the code is plain.
 *
 * @typedef {{count: number, height: number, width: number, channels: number, pixels: Float32Array}} Pictures
 * @typedef {{count: number, size: number, mean: Float32Array, log_variance: ?Float32Array}} Codes
 * @typedef {{training: boolean, ready: boolean, busy: string, progress: ?number, seconds_left: ?number, failed: boolean, message: string, trouble: boolean,
 *   step: number, epoch: number, samples_per_second: number, backend: object, weights?: number,
 *   link: ?{step: number, hash: string, reached: ?("same" | "differs")}}} Status   link: what the opened one says of its training
 *
 * @typedef {object} Hourglass
 * @property {Promise<void>} ready              a network is built and can be trained
 * @property {() => Promise<object>} settings   every setting by name
 * @property {(changes: object) => Promise<object>} set
 *   some settings by name, {learning_rate: 0.001, hidden: [256, 64]}, or {link: "#v=1&…"}; gives all
 * @property {(until?: {epochs?: number, steps?: number, to?: number}) => Promise<Status>} train
 *   from here on so far, or until paused; to: to that step, from fresh weights where it is behind; resolves when that is
 *   reached or training was paused
 * @property {() => Promise<Status>} pause      at once, whatever else is going on
 * @property {() => Promise<Status>} cancel     ends an evaluate or a bench under way: that is refused with an Error
 * @property {(steps?: number) => Promise<Status>} step     so many steps (1), then pause
 * @property {(player?: string) => Promise<Status>} turn
 *   where players move one after the other in a step ("discriminator", "generator"): one move of that player alone, or of
 *   who is next; a training under way ends. A step is counted when its last player has moved, or is left out
 * @property {() => Promise<Status>} reset      fresh weights of the same seed
 * @property {() => Promise<Status>} useEncoder  a classifier of the present encoder's layers, which begins with them
 * @property {() => Promise<Status>} undo       what the last change of settings, data or weights put aside comes back
 * @property {() => Promise<Status>} redo       what undo put aside
 * @property {() => Promise<Status>} status
 * @property {(data: string | File[] | FileList | Object<string, ArrayBuffer>, how?: {size?: number, crop?: boolean, grey?: boolean,
 *   colour?: boolean, invert?: boolean, label_column?: string, test_share?: number}) => Promise<Status>} loadDataset
 *   a name ("strokes", "shapes", "ring", "strokes+rot", "mnist"), or files: MNIST's four or one of images, with or
 *   without labels; CIFAR-10's; arrays (.npy, .npz), a table (.csv); PNG and JPEG pictures, under their paths ("cat/1.png")
 *   where folders are classes; a ZIP of any. how: pictures are cut to the square in their middle, scaled to size × size, made
 *   grey or coloured, inverted; a table's column of labels; the share that is tested on. The setting data says it, too, and
 *   takes it for files that are here: set({data: "files+crop+size28"})
 * @property {() => Promise<Uint8Array>} saveModel   the training as a .safetensors file: weights, optimiser, settings
 * @property {(what?: {format?: "onnx" | "pytorch" | "npz", part?: "encoder" | "decoder" | "whole"}) => Promise<Uint8Array>} exportModel
 *   the network for other programs: onnx (the default), of which part says a part of it; pytorch: a script that reads
 *   what saveModel gives; npz: the weights by name
 * @property {(what?: {format?: "csv" | "npy", split?: "test" | "train"}) => Promise<Uint8Array>} exportCodes
 *   codes of all examples, [count, size]; csv: with the labels
 * @property {() => Promise<Uint8Array>} exportCurves   what is drawn of the training, as CSV: split, step, loss, each series
 * @property {(bytes: Uint8Array | ArrayBuffer | Blob) => Promise<Status>} loadModel
 *   goes on with a saved training, to the same bits; on the present data where its own cannot be had
 * @property {(count?: number, seed?: number) => Promise<Pictures>} sample   from the prior (16, 0)
 * @property {(images: Pictures | Float32Array | number[] | number[][]) => Promise<Codes>} encode
 * @property {(codes: Codes | Float32Array | number[] | number[][]) => Promise<Pictures>} decode
 * @property {(i: number, j: number, steps?: number, way?: "linear" | "spherical") => Promise<{latent: Pictures, pixels: Pictures}>} blend
 *   from test image i to j in so many steps (8), through the code and through the pixels
 * @property {(split?: "test" | "train", options?: {importanceSamples?: number, pca?: boolean, probe?: boolean, generated?: number}) => Promise<object>} evaluate
 *   the figures of hourglass eval --json; pca: beside those of as many principal components of the training data;
 *   probe: of a linear classifier on the codes; generated: of so many generated examples, beside the data
 * @property {(carrying?: {weights?: boolean}) => Promise<string>} shareLink
 *   the whole address, with where the panels stand where that was changed; of a reproducible training with how far it went and
 *   the weights' hash; weights: with the weights in 8 bits each, where that makes no more than 16 KB
 * @property {() => Promise<string>} weightsHash
 * @property {(what?: {workload?: string, seconds?: number, backend?: string}) => Promise<object>} bench
 *   workload: W1 (vae, the default), W2 (conv-vae), W3 (product 1024³) or W4 (deep); 3 s; on the backend of the settings.
 *   {workload, samples_per_second, gflops, dispatches_a_step, …}: gflops in products
 * @property {() => Promise<{name: string, title: string, family: string, line: string, source: string, data: string[], settings: object, figures: object[]}[]>} presets
 *   in teaching order; settings: over the defaults; figures: {key, value, band, epochs, data, settings, reference}
 * @property {() => Promise<{name: string, title: string, preset: string, settings: object, epochs: number, text: string[], formula?: string,
 *   controls: string[], panels: string[], try: string, expect: object, question: string, answer: string, source: string}[]>} lessons
 *   in teaching order; formula: TeX; expect: {key, band, data, words}, which holds after so many epochs
 * @property {() => Promise<object[]>} runs   every training of this browser: {number, name, changes, settings, step, epoch, unit, series,
 *   train, test, shown, present, link}; train and test: rows of [step, total, …], as `series` names them
 * @property {(number: number, what: {name?: string, shown?: boolean, again?: boolean, forget?: boolean}) => Promise<object[]>} run
 *   names a run, shows its curves beside the present one's, begins it anew, or forgets it
 * @property {(number?: number) => Promise<object>} beside
 *   trains that run's network beside the present one, both from the start; left out: the other one ends. What trains, pauses,
 *   steps and resets is both then
 * @property {(step?: ?number) => Promise<{steps: number[], shown: ?number, bytes: number}>} timeline
 *   shows what was drawn at the step nearest to this one; null: now again; left out: only tells
 * @property {(what: {panel: string, format?: "png" | "svg", scale?: number}) => Promise<Uint8Array>} picture
 *   a panel's card as a file: png (the default), so many pixels a CSS pixel (0.5 to 4; the display's), or svg: lines as lines, words as
 *   words. A panel that is hidden, or behind another, is drawn for it
 * @property {(on: boolean, what?: {panel?: string}) => Promise<?Uint8Array>} record
 *   true: from here on the page, or that panel alone, is filmed; false: gives the film (WebM, or MP4 where the browser writes only that)
 * @property {(show?: {panel?: string, hide?: string, enlarge?: string, theme?: "dark" | "light", lesson?: string}) => Promise<object>} ui
 *   shows a panel, hides one, enlarges one ("" ends that), takes a theme, begins a lesson ("" ends it); gives what there is: {width,
 *   height, theme, lesson, focus, panels: string[], hidden: string[], enlarged, tour, items: [{id, x, y, w, h, says?}]} in CSS pixels;
 *   panels: those that this network has a use for; focus: the id of what has the keyboard's ring, or ""; tour: which of the
 *   captions for a first visit is shown, from 0 on, or null; says: in words, a formula
 */

import { camera } from "./camera.js";
import { recorder } from "./record.js";
import { tr } from "./texts.js";

performance.mark("hourglass:script");

let bridge = null;  // library_hourglass.js, once the module runs
let next_id = 1;
const waiting = new Map();  // id → the promise's two ends

let is_ready, is_not_ready;
const ready = new Promise((resolve, reject) => {
  is_ready = resolve;
  is_not_ready = reject;
});
const settled = ready.catch(() => {});  // The loader shows why; unasked, it is no error of the console's.

// ------------------------------------------------------------------------- between here and C++

/** Runs a command. Gives {value, floats, bytes}. `files`: [{name, bytes}], for those that take some. */
async function send(name, parameters = {}, floats = null, files = []) {
  for (const needed of texts_for(name, parameters)) await texts(needed);
  return new Promise((resolve, reject) => {
    const id = next_id++;
    waiting.set(id, { resolve, reject });
    try {
      bridge.command(id, name, text_of(name, parameters), floats, files);
    } catch (error) {
      waiting.delete(id);
      reject(error);
      if (error instanceof WebAssembly.RuntimeError) reportError(error);  // the loader ends what is left
    }
  });
}

let first_step_seen = false;
function note_first_step(value) {
  if (first_step_seen || !(value?.step > 0)) return;
  first_step_seen = true;
  performance.mark("hourglass:first-step");
}

let fetching = null;  // what C++ asked for

let link_timer = 0;
let working_link = "";  // of settings that were built

/** Of this page, without what only this visit was asked for. */
function own_address() {
  const url = new URL(location.href);
  url.hash = "";
  for (const name of ["embed", "model", "data", "lang"]) url.searchParams.delete(name);
  return url.href.split("#")[0];
}

const asked_texts = new Map();  // name → its promise

/** What the program comes without and a command needs. */
function texts_for(name, parameters) {
  const lessons = name === "lessons" || Boolean(parameters.lesson) || names_lesson(parameters.link);
  return [...(lessons ? ["lessons"] : []), ...(parameters.format === "pytorch" ? ["scripts"] : [])];
}

const names_lesson = (link) => typeof link === "string" && /[#&]lesson=/.test(link);

/** Hands NAME.json to the program, once; where it cannot be fetched, "" after a while, so that nobody asks in a hurry. */
function texts(name, to = null) {
  const fetched = async () => {
    const response = await fetch(new URL(`${name}.json`, import.meta.url)).catch(() => null);
    const text = response?.ok && (await response.text().catch(() => ""));
    if (text) return text;
    await new Promise((go_on) => setTimeout(go_on, 1000));
    asked_texts.delete(name);
    (to ?? bridge).texts(name, "");
    throw new Error(tr`The ${name} could not be fetched: check the connection, then try again`);
  };
  if (!asked_texts.has(name)) asked_texts.set(name, fetched().then((text) => (to ?? bridge).texts(name, text)));
  return asked_texts.get(name);
}

const film = recorder(send, tell);

/** What C++ calls, by way of library_hourglass.js; names in quotes as it has them. */
const page = {
  address: own_address,
  embedded: new URLSearchParams(location.search).get("embed") === "1",

  reply(id, error, json, floats, bytes) {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (!resolve) return;
    if (error) return reject(new Error(error));
    const value = json ? JSON.parse(json) : null;
    note_first_step(value);
    resolve({ value, floats, bytes });
  },

  save(name, bytes) {
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60e3);  // once it is read
  },

  choose(folder) {
    document.getElementById("files")?.remove();
    const input = Object.assign(document.createElement("input"), { id: "files", type: "file", multiple: true, webkitdirectory: folder, hidden: true });
    input.addEventListener("change", () => open_files(input.files).catch((error) => tell(error.message, true)));
    document.body.append(input);  // browsers forget what lies nowhere while its dialogue is open
    input.click();
  },

  camera: camera(send, tell),

  texts(name) {
    texts(name).catch((error) => tell(error.message, true));
  },

  /** By the button: the film goes where downloads go. */
  async record(on) {
    try {
      if (on) return await film.begin();
      const { name, bytes } = await film.end();
      page.save(name, bytes);
      tell(tr`Saved ${name} where the browser keeps what is downloaded`);
    } catch (error) {
      tell(error.message, true);
    }
  },

  copy(text) {
    copy_text(text).catch(() => tell(tr`The browser allows no copying here: copy the address from the address bar`, true));
  },

  // Browsers refuse more than about three changes of address a second, so only the last one counts.
  link_changed(link) {
    working_link = link;
    clearTimeout(link_timer);
    link_timer = setTimeout(show_link, 200);
  },

  title(text) {
    document.title = text;
  },

  announce(text) {
    document.getElementById("told").textContent = text;
  },

  /** After a link was followed, or refused: the address bar says what is in force. */
  async right_address() {
    const { value } = await send("shareLink", { training: false });
    page.link_changed(value.link);
  },

  back_to_what_worked: show_link,

  // For the next visit. Where the browser forbids storage, or it is full, nothing is lost but that.
  remember(name, text) {
    try {
      localStorage.setItem(`hourglass-${name}`, text);
    } catch {
      // web/autosave.js says so once.
    }
  },

  recall(name) {
    try {
      return localStorage.getItem(`hourglass-${name}`) ?? "";
    } catch {
      return "";
    }
  },

  fetch_dataset(name) {
    fetching = fetch_dataset(name);
    fetching.catch((error) => tell(error.message, true));
  },
};

function show_link() {
  clearTimeout(link_timer);
  history.replaceState(null, "", working_link || location.pathname + location.search);
}

/** One line for the status line. */
function tell(text, trouble = false) {
  return send("message", { text, trouble }).catch(() => {});
}

async function copy_text(text) {
  if (navigator.clipboard) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed without a fresh click in some browsers; the old way below asks less.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  document.getElementById("canvas").focus();
  if (!copied) throw new Error("copy was refused");
}

/** Ends everything that waits, and what is asked later: the module stopped or never came. */
function stop(reason) {
  const error = new Error(reason);
  const ended = () => { throw error; };
  bridge = { command: ended, texts: ended };
  is_not_ready(error);
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}

/**
 * Takes over a running module. `show` is called once there is something to look at. `restore(built)` may begin at once; what
 * it does after `built`, others wait for.
 */
async function attach(module_bridge, show, restore) {
  bridge = module_bridge;
  let is_built;
  const restored = restore(new Promise((resolve) => (is_built = resolve)));
  const patience = performance.now() + 500;
  for (let shown = false; ; await new Promise((resume) => setTimeout(resume, 4))) {
    const { value } = await send("status");
    if (!shown && (value.ready || value.trouble || performance.now() > patience)) {
      shown = true;
      show();
    }
    // Not even the smallest network: settings can still be changed, and what needs a network says so.
    if (value.failed) return is_not_ready(new Error(value.message));
    if (!value.ready) continue;
    performance.mark("hourglass:ready");
    working_link ||= location.hash;  // C++ tells another where the address says what is not in force
    is_built();
    await restored;
    return is_ready();
  }
}

// ------------------------------------------------------------------------------------ arguments

function describe(value) {
  if (typeof value === "string") return `'${value.length > 40 ? value.slice(0, 40) + "…" : value}'`;
  if (value === undefined) return "left out";
  if (value === null || typeof value !== "object") return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

/** The object itself, where it is one. */
function object(what, value, example) {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new Error(`${what}: ${describe(value)} is not possible; give an object such as {${example}}`);
  return value;
}

/** A command's parameters as JSON. */
function text_of(name, parameters) {
  try {
    return JSON.stringify(parameters, sayable);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new Error(`${name}: its arguments are nested too deep, or hold themselves; give plain values`);
  }
}

/** For JSON.stringify: JSON has no word for these values, and would send null or nothing. */
function sayable(key, value) {
  const name = /^\d+$/.test(key) ? `item ${key} of a list` : key;
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${name} is ${value}; give a finite number`);
  if (["bigint", "function", "symbol"].includes(typeof value))
    throw new Error(`${name} is a ${typeof value}; give a number, a text or true or false`);
  return value;
}

/** Float32Array of any numbers that a caller may have at hand. */
function floats_of(what, given, field) {
  let values = given;
  if (values !== null && typeof values === "object" && !Array.isArray(values) && field in values) values = values[field];
  if (Array.isArray(values) && values.some((row) => typeof row === "object")) values = values.flatMap((row) => Array.from(row ?? [NaN]));
  const listed = Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
  if (!listed) throw new Error(`${what}: ${describe(given)} is not possible; give numbers in a list or a Float32Array`);
  const floats = Float32Array.from(values);
  if (floats.length === 0) throw new Error(`${what}: the list is empty; give at least one row`);
  if (!floats.every(Number.isFinite)) throw new Error(`${what}: some values are not finite numbers; leave them out`);
  return floats;
}

function pictures(value, floats, first = 0) {
  const { count, height, width, channels } = value;
  return { count, height, width, channels, pixels: floats.slice(first, first + count * height * width * channels) };
}

// ------------------------------------------------------------------------------------ data sets

const largest_drop = 2e9;  // bytes; C++ counts whether its memory holds them

/** [{name, bytes}] of files in any of the forms that a caller may have; of folders' files the name is the path. */
async function read_files(command, given) {
  let named;
  if (given instanceof FileList || Array.isArray(given))
    named = Array.from(given, (file) => [file?.webkitRelativePath || file?.name || "file", file]);
  else named = Object.entries(given);
  if (named.length === 0) throw new Error(`${command}: no files; give MNIST's four, or one of images`);
  let size = 0;
  for (const [name, file] of named) {
    if (!(file instanceof Blob || file instanceof ArrayBuffer || ArrayBuffer.isView(file)))
      throw new Error(`${command}: ${name} is ${describe(file)}; give a File or an ArrayBuffer`);
    size += file.size ?? file.byteLength;
  }
  if (size > largest_drop)
    throw new Error(tr`These files hold ${Math.round(size / 1e6)} MB and the page reads at most ${largest_drop / 1e6}: drop only images and labels`);
  const read = async ([name, file]) => {
    try {
      const bytes = file instanceof Blob ? await file.arrayBuffer() : file;
      return { name, bytes: ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes) };
    } catch {
      throw new Error(tr`${name} could not be read: drop files, not folders, and close what else has it open`);
    }
  };
  return Promise.all(named.map(read));
}

/** Files that were dropped or chosen: of data, or a saved model. */
async function open_files(files) {
  return (await send("open", {}, null, await read_files("open", files))).value;
}

/** As loadModel. Where its data have to be fetched: as it is when they are here. */
async function open_model(bytes) {
  fetching = null;
  const { value } = await send("loadModel", {}, null, await read_files("loadModel", { "model.safetensors": bytes }));
  return fetching ?? value;
}

/** Until the data that the address names are here, or cannot be had, or nobody has begun to fetch them. */
async function fetched_data() {
  const patience = performance.now() + 10e3;
  const wanted = /[#&]data=mnist(&|$)/.test(location.hash);
  for (; wanted && performance.now() < patience; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (fetching) return fetching.catch(() => {});
    if ((await send("settings")).value.data === "mnist") return;
  }
}

async function load_files(files, how = {}) {
  return (await send("loadDataset", how, null, files)).value;
}

/** The body of an answer; `heard` is told how many bytes more have come, and may throw. */
async function bytes_of(response, heard) {
  const counted = new TransformStream({
    transform(chunk, out) {
      heard(chunk.length);
      out.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(response.body.pipeThrough(counted)).arrayBuffer());
}

const mnist_files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

/** Fetches data/NAME/ from beside the page, where `hourglass serve --data DIR` puts it. */
async function fetch_dataset(name) {
  if (name !== "mnist") throw new Error(`${describe(name)} cannot be fetched; choose mnist, or drop files onto the page`);
  const how = tr`start with ./dev run --data DIR (the folder of MNIST's files), or drop the four files onto the page`;
  let here = 0, all = 0, told = 0;
  const fetch_one = async (stem) => {
    let response;
    for (const ending of [".gz", ""]) {
      response = await fetch(new URL(`data/${name}/${stem}${ending}`, document.baseURI)).catch(() => null);
      if (response?.ok) break;
    }
    if (!response?.ok) throw new Error(tr`MNIST is not beside this page: ${how}`);
    all += Number(response.headers.get("content-length")) || 0;
    const bytes = await bytes_of(response, (more) => {
      here += more;
      if (here - told < 1e6) return;
      told = here;
      tell(tr`Fetching MNIST: ${(here / 1e6).toFixed(0)} of ${(Math.max(all, here) / 1e6).toFixed(0)} MB`);
    });
    return { name: stem, bytes };
  };
  tell(tr`Fetching MNIST`);
  // One after the other: where the first is missing, nobody need ask for the rest.
  const files = [await fetch_one(mnist_files[0])];
  files.push(...(await Promise.all(mnist_files.slice(1).map(fetch_one))));
  return load_files(files);
}

// ---------------------------------------------------------------------------------- the commands

/** @type {Hourglass} */
const commands = {
  async settings() {
    return (await send("settings")).value;
  },

  async set(changes) {
    // What is left out elsewhere takes its default; here it would be lost without a word.
    for (const [name, value] of Object.entries(object("set", changes, "learning_rate: 0.001")))
      if (value === undefined) throw new Error(`${name} is left empty; give a number, a text or true or false`);
    return (await send("set", changes)).value;
  },

  async train(until = {}) {
    return (await send("train", object("train", until, "steps: 100"))).value;
  },

  async pause() {
    return (await send("pause")).value;
  },

  async step(steps) {
    return (await send("step", { steps })).value;
  },

  async turn(player) {
    return (await send("turn", { player })).value;
  },

  async cancel() {
    return (await send("cancel")).value;
  },

  async reset() {
    return (await send("reset")).value;
  },

  async useEncoder() {
    return (await send("useEncoder")).value;
  },

  async undo() {
    return (await send("undo")).value;
  },

  async redo() {
    return (await send("redo")).value;
  },

  async status() {
    return (await send("status")).value;
  },

  async loadDataset(data, options = {}) {
    const how = object("loadDataset", options, "size: 28, grey: true");
    if (data === "mnist" && Object.keys(how).length === 0) return fetch_dataset(data);
    if (typeof data === "string") return (await send("loadDataset", { ...how, name: data })).value;
    if (data === null || typeof data !== "object")
      throw new Error(`loadDataset: ${describe(data)} is not possible; give a name such as "strokes", or files`);
    return load_files(await read_files("loadDataset", data), how);
  },

  async saveModel() {
    return (await send("saveModel")).bytes;
  },

  async exportModel(what = {}) {
    return (await send("exportModel", object("exportModel", what, 'format: "onnx"'))).bytes;
  },

  async exportCodes(what = {}) {
    return (await send("exportCodes", object("exportCodes", what, 'format: "csv"'))).bytes;
  },

  async exportCurves() {
    return (await send("exportCurves")).bytes;
  },

  loadModel: open_model,

  async sample(count, seed) {
    const { value, floats } = await send("sample", { count, seed });
    return pictures(value, floats);
  },

  async encode(images) {
    const { value, floats } = await send("encode", {}, floats_of("encode", images, "pixels"));
    const { count, size } = value;
    const numbers = count * size;
    const log_variance = floats.length > numbers ? floats.slice(numbers, 2 * numbers) : null;
    return { count, size, mean: floats.slice(0, numbers), log_variance };
  },

  async decode(codes) {
    const { value, floats } = await send("decode", {}, floats_of("decode", codes, "mean"));
    return pictures(value, floats);
  },

  async blend(i, j, steps, way) {
    const { value, floats } = await send("blend", { i, j, steps, way });
    const numbers = value.count * value.height * value.width * value.channels;
    return { latent: pictures(value, floats), pixels: pictures(value, floats, numbers) };
  },

  async evaluate(split, options = {}) {
    return (await send("evaluate", { ...object("evaluate", options, "importanceSamples: 100, pca: true"), split })).value;
  },

  async shareLink(carrying = {}) {
    const { weights = false } = object("shareLink", carrying, "weights: true");
    const { value } = await send("shareLink", { ...carrying, weights });
    return own_address() + value.link;
  },

  async weightsHash() {
    const { value } = await send("weightsHash");
    return typeof value === "string" ? value : value.weights_hash;
  },

  async bench(what = {}) {
    return (await send("bench", object("bench", what, 'workload: "W1"'))).value;
  },

  async presets() {
    return (await send("presets")).value;
  },

  async lessons() {
    return (await send("lessons")).value;
  },

  async runs() {
    return (await send("runs")).value;
  },

  async run(number, what) {
    return (await send("run", { ...object("run", what, "shown: true"), number })).value;
  },

  async beside(number) {
    return (await send("beside", { number })).value;
  },

  async timeline(step) {
    return (await send("timeline", step === undefined ? {} : { step })).value;
  },

  async picture(what) {
    return (await send("picture", object("picture", what, 'panel: "plane", format: "svg"'))).bytes;
  },

  async record(on, what = {}) {
    if (typeof on !== "boolean") throw new Error(`record: ${describe(on)} is not possible; true begins, false ends and gives the film`);
    const { panel, ...others } = object("record", what, 'panel: "plane"');
    for (const key of Object.keys(others)) throw new Error(`record: '${key}' is not known; give panel`);
    if (!on) return (await film.end()).bytes;
    await film.begin(panel);
    return null;
  },

  async ui(show = {}) {
    return (await send("ui", object("ui", show, 'panel: "curves"'))).value;
  },
};

const hourglass = { ready };
for (const [name, command] of Object.entries(commands))
  hourglass[name] = async (...given) => {
    await settled;
    return command(...given);
  };
window.hourglass = Object.freeze(hourglass);

export { attach, bytes_of, fetched_data, names_lesson, open_files, open_model, page, send, stop, tell, texts };
