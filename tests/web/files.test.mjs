// Files dropped onto the page, and data that it fetches. What may go wrong with files: hostile.test.mjs.
import { gunzipSync } from "node:zlib";
import { drop, idx, mnist, names, state } from "./files.mjs";
import { call, check, equal, mnist_folder, open, skip, start_server, until } from "./harness.mjs";
import { test } from "./suite.mjs";

test("MNIST's four files, dropped, are learnt from", async ({ close }) => {
  const files = await Promise.all(names.map(async (name) => [name, await mnist(name)]));
  const page = close(await open());
  await drop(page, files);
  await until("the data are read", async () => /60[, ]?000/.test((await call(page, "status")).message));
  equal((await call(page, "train", { steps: 5 })).step, 5, "step");
  equal(page.errors, [], "console");
});

test("MNIST's files are taken in any order, unpacked and under other names", async ({ close }) => {
  const files = await Promise.all(names.map(async (name, i) => [`${i}.bin`, i < 2 ? gunzipSync(await mnist(name)) : await mnist(name)]));
  const page = close(await open("single"));
  const message = await page.evaluate(async (packed) => {
    const files = {};
    for (const [name, text] of packed) files[name] = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
    return (await window.hourglass.loadDataset(files)).message;
  }, files.reverse().map(([name, bytes]) => [name, bytes.toString("base64")]));
  check(/60[, ]?000/.test(message), message);
});

test('loadDataset("mnist") fetches the files that the server has', async ({ close }) => {
  if (!mnist_folder) skip("no MNIST: set HOURGLASS_DATA to a folder with mnist/");
  const page = close(await open());
  const status = await call(page, "loadDataset", "mnist");
  check(/60[, ]?000/.test(status.message), status.message);
  equal((await call(page, "train", { steps: 3 })).step, 3, "step");
});

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
  await drop(page, [["mine.idx", idx(2051, [280, 28, 28])]]);
  await until("the data are read", async () => (await call(page, "settings")).data !== "strokes");
  const { message, trouble } = await call(page, "status");
  check(/mine\.idx|240/.test(message) && !trouble, message);
  equal((await call(page, "train", { steps: 2 })).step, 2, "step");
});

test("a drag that leaves the page loads nothing", async ({ close }) => {
  const page = close(await open());
  await page.evaluate(() => {
    window.read = [];
    const { arrayBuffer } = Blob.prototype;
    Blob.prototype.arrayBuffer = function () {
      window.read.push(this.name);
      return arrayBuffer.call(this);
    };
  });
  await drop(page, [["left.idx", idx(2051, [140, 28, 28])]], { leave: true });
  await drop(page, [["stayed.idx", idx(2051, [280, 28, 28])]]);
  await until("the second is read", async () => (await call(page, "settings")).data !== "strokes");
  equal(await page.evaluate(() => window.read), ["stayed.idx"], "files that were read");
});
