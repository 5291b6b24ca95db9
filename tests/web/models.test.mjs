// A training leaves the page as a file and comes back to the same bits; lessons; what methods answer besides.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drop, state } from "./files.mjs";
import { call, check, click, command_line, equal, frames, in_folder, mnist_folder, open, refusal, shot, skip, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const save = async (page) => Buffer.from(await page.evaluate(async () => btoa(Array.from(await window.hourglass.saveModel(), (byte) => String.fromCharCode(byte)).join(""))), "base64");
const load = (page, bytes) =>
  page.evaluate((text) => window.hourglass.loadModel(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))), bytes.toString("base64"));

for (const kind of ["threads", "single"])
  test(`a saved training goes on to the same bits, in the page ${kind === "threads" ? "with threads" : "without"} and on the command line`, async ({ close }) => {
    const page = close(await open(kind));
    await call(page, "set", { preset: "vae-2d", reproducible: true, seed: 5 });
    await call(page, "train", { steps: 12 });
    const bytes = await save(page), hash = await call(page, "weightsHash");
    await call(page, "train", { steps: 8 });
    const later = await call(page, "weightsHash");
    await call(page, "set", { preset: "deep" });
    equal((await load(page, bytes)).step, 12, "the step of the opened training");
    equal(await call(page, "weightsHash"), hash, "its hash");
    equal((await call(page, "settings")).seed, 5, "its settings");
    await call(page, "train", { steps: 8 });
    equal(await call(page, "weightsHash"), later, "the hash of the training that went on");
    await in_folder(async (folder) => {
      const file = join(folder, "m.safetensors");
      await writeFile(file, bytes);
      equal((await command_line("hash", file)).out.trim(), hash, "the command line's");
      const { out, error } = await command_line("train", "--resume", file, "--steps", "8", "--json");
      check(out, error);
      equal(JSON.parse(out).weights_hash, later, "the hash that it goes on to");
    });
    equal(page.errors, [], "console");
  });

test("a saved training is dropped, written by Ctrl+S and chosen by Ctrl+O", async ({ close }) => {
  const page = close(await open("threads", { acceptDownloads: true }));
  await call(page, "train", { steps: 4 });
  const hash = await call(page, "weightsHash");
  await page.focus("#canvas");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  equal(download.suggestedFilename(), "vae-2d-4.safetensors", "the file's name");
  const path = await download.path(), bytes = await readFile(path);
  await call(page, "train", { steps: 4 });
  await drop(page, [["m.safetensors", bytes]]);
  await until("the dropped training is opened", async () => (await call(page, "status")).step === 4);
  equal(await call(page, "weightsHash"), hash, "its hash");
  await call(page, "reset");
  page.on("filechooser", () => {});  // caught from here on: else a dialogue may come before it is waited for
  await frames(page, 10);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Control+o")]);
  await chooser.setFiles({ name: "chosen.safetensors", mimeType: "application/octet-stream", buffer: bytes });
  await until("the chosen training is opened", async () => (await call(page, "status")).step === 4);
  equal(await call(page, "weightsHash"), hash, "its hash again");
  // The same by the buttons.
  await click(page, "share");
  await frames(page, 3);
  await shot(page, "share");
  const [again] = await Promise.all([page.waitForEvent("download"), click(page, "save-model")]);
  equal(again.suggestedFilename(), "vae-2d-4.safetensors", "the file's name by the button");
  await click(page, "share");
  const [by_button] = await Promise.all([page.waitForEvent("filechooser"), click(page, "open-model")]);
  check(by_button.isMultiple(), "one file only");
});

test("a model that is none is refused, and what there was stays", async ({ close }) => {
  const page = close(await open());
  await call(page, "train", { steps: 2 });
  const before = await state(page), bytes = await save(page);
  const names = async (code, word) => {
    const text = await refusal(page, code);
    check(text.includes(word), text);
  };
  await names("hourglass.loadModel()", "give a File or an ArrayBuffer");
  await names("hourglass.loadModel('x')", "give a File or an ArrayBuffer");
  await names("hourglass.loadModel(new Uint8Array(0))", "model.safetensors");
  await names("hourglass.loadModel(new Uint8Array(1000))", "model.safetensors");
  const flipped = Buffer.from(bytes);
  flipped[flipped.length - 100] ^= 1;
  await load(page, flipped).then(() => check(false, "a damaged model was opened"), (error) => check(String(error).includes("damaged"), String(error)));
  equal(await state(page), before, "state");
});

test("a model brings its data, where the page can have them", async ({ close }) => {
  if (!mnist_folder) return skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/");
  const page = close(await open());
  await call(page, "loadDataset", "mnist");
  await call(page, "train", { steps: 3 });
  const bytes = await save(page), hash = await call(page, "weightsHash");
  const other = close(await open());
  equal((await call(other, "settings")).data, "strokes", "the data of another page");
  await load(other, bytes);
  equal((await call(other, "settings")).data, "mnist", "the model's");
  equal((await call(other, "status")).step, 3, "its step");
  equal(await call(other, "weightsHash"), hash, "its hash");
});

test("lessons are listed, begun, drawn, linked and closed", async ({ close }) => {
  const page = close(await open("threads", { viewport: { width: 390, height: 844 } }));
  const lessons = await call(page, "lessons");
  check(lessons.length >= 20 && lessons.every((one) => one.title && one.text.length && one.formula && one.question && one.answer && one.source), JSON.stringify(lessons[0]));
  for (const { name, panels, settings, preset } of lessons.slice(0, 3)) {
    const { lesson, panels: there } = await call(page, "ui", { lesson: name });
    equal(lesson, name, "the lesson that is open");
    check(there.includes("lesson") && panels.every((panel) => there.includes(panel)), `${name} has ${there}`);
    const now = await call(page, "settings");
    equal(now.preset, preset, "preset");
    for (const [key, value] of Object.entries(settings)) equal(now[key], value, key);
    await frames(page, 3);
  }
  // Set as print has it, and read in words.
  const { items } = await call(page, "ui");
  const formula = items.find((one) => one.id === "lesson-formula");
  check(formula?.w > 0 && formula.x + formula.w <= 390 && formula.says && !formula.says.includes("\\"), JSON.stringify(formula));
  await shot(page, "lesson-phone");
  await until("the address names the lesson", () => page.evaluate((name) => location.hash.endsWith(`&lesson=${name}`), lessons[2].name));
  const text = await refusal(page, "hourglass.ui({lesson: 'none'})");
  check(text.includes("there is no lesson 'none'"), text);
  equal((await call(page, "ui", { lesson: "" })).lesson, "", "no lesson");
  const linked = close(await open("threads", { link: "#v=1&lesson=two-terms" }));
  equal((await call(linked, "ui")).lesson, "two-terms", "the link's lesson");
  equal((await call(linked, "settings")).preset, "vae", "its preset");
  await click(linked, "lesson-train");
  await until("it trains", async () => (await call(linked, "status")).step > 2);
  await shot(linked, "lesson");
  equal(linked.errors, [], "console");
});

test("players move in turn, what they make is judged, and an encoder begins a classifier", async ({ close }) => {
  const page = close(await open());
  await call(page, "set", { preset: "gan-2d" });
  equal((await call(page, "turn", "discriminator")).step, 0, "the step after the discriminator's move");
  equal((await call(page, "turn")).step, 1, "the step after the generator's");
  const { generated } = await call(page, "evaluate", "test", { generated: 200 });
  check(generated.count === 200 && generated.recall >= 0 && generated.recall <= 1, JSON.stringify(generated));
  const text = await refusal(page, "hourglass.turn('judge')");
  check(text.includes("choose discriminator or generator"), text);
  await call(page, "set", { preset: "vae-2d" });
  await call(page, "train", { steps: 20 });
  const { probe } = await call(page, "evaluate", "test", { probe: true });
  check(probe.accuracy > 0.15 && probe.accuracy <= 1, JSON.stringify(probe));
  await call(page, "useEncoder");
  equal((await call(page, "settings")).method, "classifier", "the method");
  equal(page.errors, [], "console");
});

test("a network, its codes and its curves leave the page as files", async ({ close }) => {
  const page = close(await open());
  await call(page, "train", { steps: 3 });
  // As text of Latin letters, which holds every byte.
  const text = (name, ...given) =>
    page.evaluate(async ([name, given]) => Array.from(await window.hourglass[name](...given), (byte) => String.fromCharCode(byte)).join(""), [name, given]);
  const onnx = await text("exportModel", { part: "encoder" });
  check(["Hourglass", "encoder.0.weight", "log_variance"].every((word) => onnx.includes(word)) && !onnx.includes("decoder.0"), "the encoder as ONNX");
  check((await text("exportModel", { format: "pytorch" })).includes("nn.Linear(784, 256), nn.ReLU(),"), "the script");
  check((await text("exportModel", { format: "npz" })).startsWith("PK"), "the weights");
  check((await text("exportCodes")).startsWith("code0,code1,label\n"), "the codes");
  check((await text("exportCurves")).startsWith("split,step,loss,reconstruction,kl\ntrain,"), "the curves");
  check((await refusal(page, `window.hourglass.exportModel({ format: "pt" })`)).includes("onnx"), "another format");
  equal(page.errors, [], "console");
});
