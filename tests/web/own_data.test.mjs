// Data of one's own: pictures read in other ways, folders, tables, what is drawn and what the camera sees.
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drop, idx, png, state } from "./files.mjs";
import { call, check, click, equal, frames, open, place, refusal, shot, until } from "./harness.mjs";
import { test } from "./suite.mjs";

const data_of = async (page) => (await call(page, "settings")).data;
const items = async (page) => (await call(page, "ui")).items.map(({ id }) => id);
const shown = (page, id) => until(`${id} is shown`, async () => (await items(page)).includes(id));

/** Pictures in two folders, of many sizes: [[path, bytes]…]. */
const zoo = () => Array.from({ length: 24 }, (_, i) => [`${i % 2 ? "cat" : "dog"}/${i}.png`, png(60 + i, 90, 255 - 9 * i, 9 * i)]);

/** loadDataset of such files. */
const load = (page, files, options) =>
  page.evaluate(async ([files, options]) => {
    const read = {};
    for (const [name, text] of files) read[name] = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
    return window.hourglass.loadDataset(read, options);
  }, [files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]), options]);

test("pictures of many sizes are learnt from at once, looked at and read in another way", async ({ close }) => {
  const page = close(await open());
  equal((await load(page, zoo())).message, "Loaded files+crop+size28: 21 training and 3 test images", "message");
  await click(page, "views.adjust");
  await shown(page, "adjust.learn");
  await click(page, "adjust.size");
  await shown(page, "adjust.size.16×16");
  await click(page, "adjust.size.16×16");
  await click(page, "adjust.invert");
  equal(await data_of(page), "files+crop+size28", "the data before they are asked for");
  await frames(page, 30);
  await shot(page, "adjust");
  await until("they are learnt from", async () => {
    if ((await items(page)).includes("adjust.learn")) await click(page, "adjust.learn");
    return (await data_of(page)) === "files+crop+size16+invert";
  });
  equal((await call(page, "sample", 1)).pixels.length, 256, "pixels of a sample");
  equal((await call(page, "train", { steps: 2 })).step, 2, "step");
  // The same as a setting, and back.
  await call(page, "set", { data: "files+size20+grey+test50" });
  check(/12 training and 12 test/.test((await call(page, "status")).message), (await call(page, "status")).message);
  equal(page.errors, [], "console");
});

test("loadDataset says how files are to be read, and refuses what cannot be in one line", async ({ close }) => {
  const page = close(await open());
  await load(page, zoo(), { size: 12, colour: true, invert: true, test_share: 0.25 });
  equal(await data_of(page), "files+colour+size12+invert+test25", "the data");
  equal((await call(page, "sample", 1)).channels, 3, "channels");
  await load(page, [["t.csv", Buffer.from("a,b,c\n" + Array.from({ length: 20 }, (_, i) => `${i},0.5,${i % 3}\n`).join(""))]], { label_column: "c" });
  equal(await data_of(page), "files+label=c", "the table");
  await call(page, "loadDataset", "strokes", { size: 14 });
  equal(await data_of(page), "strokes+size14", "built-in data");
  const before = await state(page);
  const names = async (options, word) => {
    const text = await refusal(page, `hourglass.loadDataset("strokes", ${options})`);
    check(text.includes(word), text);
  };
  await names("{size: 4}", "from 8 to 256");
  await names("{size: NaN}", "finite");
  await names("{grey: true, colour: true}", "exclude each other");
  await names("{grey: 1}", "true or false");
  await names("{test_share: 2}", "from 0.01 to 0.9");
  await names("{label_column: 'x'}", "tables");
  await names("{sise: 28}", "'sise' is not known");
  await names("7", "give an object");
  equal(await state(page), before, "state");
});

test("a folder is chosen from the list of data, and its folders are classes", async ({ close }) => {
  const folder = await mkdtemp(join(tmpdir(), "hourglass-zoo-"));
  for (const [name, bytes] of zoo()) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  await writeFile(join(folder, "notes.txt"), "what lies beside pictures is passed over");
  const page = close(await open());
  page.on("filechooser", () => {});  // caught from here on
  await click(page, "data");
  await shown(page, "data.choose-folder");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), click(page, "data.choose-folder")]);
  await chooser.setFiles(folder);
  await until("it is learnt from", async () => (await data_of(page)) === "files+crop+size28");
  await shown(page, "class.1");
  await rm(folder, { recursive: true });
  // A dropped file has no folder, and is as it was.
  await drop(page, [["mine.idx", idx(2051, [280, 28, 28])]]);
  await until("the data are read", async () => (await data_of(page)) === "files");
});

/** A seven on the pad. */
async function draw(page) {
  const { x, y, w, h } = await place(page, "data.pad");
  const places = [[0.25, 0.25], [0.7, 0.25], [0.45, 0.8]].map(([u, v]) => [x + u * w, y + v * h]);
  await page.mouse.move(...places[0]);
  await frames(page, 3);
  await page.mouse.down();
  for (const at of places.slice(1)) {
    await frames(page, 3);
    await page.mouse.move(...at, { steps: 8 });
  }
  await frames(page, 3);
  await page.mouse.up();
  await frames(page, 3);
}

test("a digit is drawn and shown to the network, and drawn ones are learnt from", async ({ close }) => {
  const page = close(await open());
  await click(page, "views.draw-digits");
  await shown(page, "data.pad");
  await click(page, "views.collect.class.7");
  await click(page, "views.Use");
  await until("it wants a drawing", async () => /Draw something first/.test((await call(page, "status")).message));
  await draw(page);
  await shot(page, "pad");
  await click(page, "views.Use");
  await until("it stands in front", async () => /Yours stands in front/.test((await call(page, "status")).message));
  await until("it is blended", async () => {
    const { pixels } = await call(page, "blend", 0, 1, 2);
    const one = pixels.pixels.slice(0, 784);
    // Ink where the seven's bar is, and none in the corner.
    return one[0] === 0 && one.slice(4 * 28, 9 * 28).some((v) => v > 0.9);
  });
  for (let i = 0; i < 4; ++i) {
    await draw(page);
    await click(page, "views.Add");
  }
  await click(page, "views.collect.learn");
  await until("they are learnt from", async () => (await data_of(page)) === "drawn");
  check(/3 training and 1 test/.test((await call(page, "status")).message), (await call(page, "status")).message);
  equal(page.errors, [], "console");
});

test("what the camera sees is taken picture by picture and learnt from", async ({ close }) => {
  const page = close(await open("threads", { permissions: ["camera"] }));
  await click(page, "views.camera");
  await shown(page, "views.camera.take");
  const count = async () => {
    await click(page, "views.camera.take");
    await frames(page, 5);
  };
  // Nothing is taken before there is a picture; afterwards one a press.
  await until("a picture is taken", async () => {
    await count();
    await click(page, "views.collect.learn");
    return (await data_of(page)) === "camera+size28";
  });
  equal((await call(page, "sample", 1)).channels, 3, "channels");
  await shown(page, "views.camera");
  equal(page.errors, [], "console");
  // A camera for every second, of two classes.
  await click(page, "views.camera");
  await shown(page, "views.camera.every");
  await shot(page, "camera");
  await click(page, "views.camera.every");
  await click(page, "views.collect.class.1");
  await click(page, "views.camera.close");
  await until("it is given back", async () => !(await items(page)).includes("views.camera.take"));
});

test("a camera that is refused is told in one line", async ({ close }) => {
  const page = close(await open());
  await click(page, "views.camera");
  await until("it is told", async () => /camera/i.test((await call(page, "status")).message) && (await call(page, "status")).trouble);
  await until("the panel is back", async () => (await items(page)).includes("views.camera"));
  equal(await data_of(page), "strokes", "the data");
});
