// Files dropped onto the page: MNIST's, and all that may go wrong with them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { call, check, check_line, equal, mnist_folder, open, shot, skip, start_server, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
const mnist = (name) => (mnist_folder ? readFile(join(mnist_folder, name)) : skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/"));

/** Drags and drops files, [[name, bytes]…], as a hand would. */
async function drop(page, files, { leave = false } = {}) {
  const packed = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
  const transfer = await page.evaluateHandle(async (packed) => {
    const transfer = new DataTransfer();
    for (const [name, text] of packed) {
      const bytes = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, packed);
  await page.dispatchEvent("#canvas", "dragenter", { dataTransfer: transfer });
  await page.dispatchEvent("#canvas", "dragover", { dataTransfer: transfer });
  equal(await page.evaluate(() => getComputedStyle(document.getElementById("drop")).visibility), "visible", "the hint while dragging");
  await shot(page, "drop-hint");
  await page.dispatchEvent("#canvas", leave ? "dragleave" : "drop", { dataTransfer: transfer });
  equal(await page.evaluate(() => getComputedStyle(document.getElementById("drop")).visibility), "hidden", "the hint afterwards");
}

// An IDX file: magic, sizes, then bytes that look like nothing.
function idx(magic, sizes, length = sizes.reduce((a, b) => a * b, 1)) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(magic, 0);
  sizes.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, Buffer.from({ length }, (_, i) => (magic === 2049 ? i % 10 : (i * 7) % 256))]);
}

const state = async (page) => [await call(page, "settings"), await call(page, "weightsHash"), (await call(page, "status")).step];

test("MNIST's four files, dropped, are learnt from", async ({ close }) => {
  const files = await Promise.all(names.map(async (name) => [name, await mnist(name)]));
  const page = close(await open());
  await drop(page, files);
  await until("the data are read", async () => /60[, ]?000/.test((await call(page, "status")).message), 30);
  equal((await call(page, "train", { steps: 5 })).step, 5, "step");
  equal(page.errors, [], "console");
}, { seconds: 90 });

test("MNIST's files are taken in any order, unpacked and under other names", async ({ close }) => {
  const files = await Promise.all(names.map(async (name, i) => [`${i}.bin`, i < 2 ? gunzipSync(await mnist(name)) : await mnist(name)]));
  const page = close(await open("single"));
  const message = await page.evaluate(async (packed) => {
    const files = {};
    for (const [name, text] of packed) files[name] = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
    return (await window.hourglass.loadDataset(files)).message;
  }, files.reverse().map(([name, bytes]) => [name, bytes.toString("base64")]));
  check(/60[, ]?000/.test(message), message);
}, { seconds: 120 });

test('loadDataset("mnist") fetches the files that the server has', async ({ close }) => {
  if (!mnist_folder) skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/");
  const page = close(await open());
  const status = await call(page, "loadDataset", "mnist");
  check(/60[, ]?000/.test(status.message), status.message);
  equal((await call(page, "train", { steps: 3 })).step, 3, "step");
}, { seconds: 90 });

test('loadDataset("mnist") says what to do where the server has none', async ({ close }) => {
  const bare = await start_server();
  const page = close(await open());
  await page.goto(bare.address);
  await page.evaluate(() => window.hourglass.ready);
  const before = await state(page);
  const text = await page.evaluate(() => window.hourglass.loadDataset("mnist").catch((error) => error.message));
  check(/drop/.test(text) && /--data/.test(text), text);
  equal(await state(page), before, "state");
  await bare.stop();
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const mistakes = {
  "an image file": () => [["cat.png", png]],
  "an empty file": () => [["empty", Buffer.alloc(0)]],
  "a text": () => [["notes.txt", Buffer.from("train-images are in the other folder\n".repeat(50))]],
  "a truncated .gz": async () => [[names[2], (await mnist(names[2])).subarray(0, 100000)]],
  "images cut short": () => [["images", idx(2051, [100, 28, 28], 99 * 784)]],
  "images of an absurd size": () => [["images", idx(2051, [4294967295, 65535, 65535], 1000)]],
  "no images at all": () => [["images", idx(2051, [0, 28, 28])]],
  "a wrong magic number": () => [["images", idx(2052, [100, 28, 28])]],
  "labels that don't match": () => [["images", idx(2051, [100, 28, 28])], ["labels", idx(2049, [99])]],
  "labels alone": () => [["labels", idx(2049, [100])]],
};
for (const [what, files] of Object.entries(mistakes))
  test(`${what}, dropped by mistake, gives one clear line and changes nothing`, async ({ close }) => {
    const given = await files();
    const page = close(await open("single"));
    await call(page, "step", 2);
    const before = await state(page);
    await drop(page, given);
    await until("the status tells of trouble", async () => (await call(page, "status")).trouble);
    check_line((await call(page, "status")).message, what);
    equal(await state(page), before, "settings, weights and step");
    equal((await call(page, "train", { steps: 1 })).step, 3, "the next step");
    equal(page.errors, [], "console");
  });

test("a drop that fails half way leaves nothing to the next one", async ({ close }) => {
  const page = close(await open("single"));
  const files = [idx(2051, [700, 28, 28]), idx(2051, [350, 28, 28])].map((bytes) => bytes.toString("base64"));
  const [refused, message] = await page.evaluate(async (files) => {
    const [first, second] = await Promise.all(files.map(async (text) => (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer()));
    // The second file's name cannot be handed over, when the first one's bytes have been.
    const broken = Object.defineProperty(new File([first], "broken"), "name", { value: { get length() { throw new Error("half way"); } } });
    const refused = await window.hourglass.loadDataset([new File([first], "first"), broken]).catch((error) => error.message);
    return [refused, (await window.hourglass.loadDataset([new File([second], "second")])).message];
  }, files);
  equal(refused, "half way", "the first drop");
  check(/300 training and 50 test/.test(message), message);
});

test("a set of images of one's own, without labels, is learnt from", async ({ close }) => {
  const page = close(await open());
  await drop(page, [["mine.idx", idx(2051, [140, 28, 28])]]);
  await until("the data are read", async () => /120/.test((await call(page, "status")).message));
  equal((await call(page, "train", { steps: 2 })).step, 2, "step");
});

test("a drag that leaves the page loads nothing", async ({ close }) => {
  const page = close(await open());
  await drop(page, [["cat.png", png]], { leave: true });
  equal((await call(page, "status")).trouble, false, "trouble");
});
