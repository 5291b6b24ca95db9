// Links that carry a training: how far it went and to which weights, or the weights themselves.
import { deflateSync } from "node:zlib";
import { call, check, check_line, click, command_line, equal, open, place, refusal, shot, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

const hash_of = (link) => new URL(link).hash;
const settings = { preset: "deep", hidden: [5, 4], normalisation: "batch", seed: 5 };

test("200 steps in a page, natively and in a fresh page by the link's button end at the same weights", async ({ close }) => {
  const first = close(await open());
  await call(first, "set", { preset: "vae-2d", reproducible: true });
  await call(first, "train", { steps: 200 });
  const hash = await call(first, "weightsHash"), link = await call(first, "shareLink");
  check(link.includes(`&steps=200&hash=${hash}`), link);
  note(hash_of(link));

  const native = await command_line("train", "--link", link, "--json");
  equal(native.status, 0, "the command line's status");
  check(native.error.includes("Step 200: the same weights as the link's, bit for bit"), native.error);
  const report = JSON.parse(native.out.trim().split("\n").pop());
  equal([report.steps, report.weights_hash, report.link_hash], [200, hash, "same"], "natively");

  const second = close(await open("single", { link: hash_of(link) }));
  equal((await call(second, "status")).link, { hash, reached: null, step: 200 }, "before");
  await click(second, "train-to");
  await until("the weights are compared", async () => (await call(second, "status")).link?.reached);
  const status = await call(second, "status");
  equal([status.step, status.link.reached], [200, "same"], "after");
  check(/the same weights as the link's, bit for bit/.test(status.message), status.message);
  equal(await call(second, "weightsHash"), hash, "the hash");
  equal([first.errors, second.errors], [[], []], "console");
});

test("where weights differ the page says why, and the button begins afresh", async ({ close }) => {
  const link = "#v=1&preset=mlp&reproducible=true&steps=3&hash=0123456789abcdef";
  const page = close(await open("single", { link }));
  await call(page, "train", { to: 3 });
  await until("the weights are compared", async () => (await call(page, "status")).link.reached === "differs");
  const { message } = await call(page, "status");
  check_line(message, "the verdict");
  check(/0123456789abcdef.*settings changed|data were others/.test(message), message);
  await call(page, "set", { seed: 9 });
  await call(page, "step", 5);
  await until("the button is there", async () => (await call(page, "ui")).items.some(({ id }) => id === "train-to"));
  await click(page, "train-to");
  await until("why it differs", async () => /Seed 0 → 9/.test((await call(page, "status")).message));
  equal((await call(page, "status")).step, 3, "step");
  await click(page, "forget-aim");
  await until("put away", async () => (await call(page, "status")).link === null);
  equal(page.errors, [], "console");
});

test("a link with weights opens a network that is ready, and trains on", async ({ close }) => {
  const first = close(await open());
  await call(first, "set", settings);
  await call(first, "train", { steps: 120 });
  const link = await call(first, "shareLink", { weights: true });
  check(link.length < 16384, `${link.length} characters`);
  note(`${link.length} characters`);
  const before = await call(first, "evaluate", "test");
  const second = close(await open("single", { link: hash_of(link) }));
  await until("it is where it was", async () => (await call(second, "status")).step === 120);
  const after = await call(second, "evaluate", "test");
  check(Math.abs(after.loss / before.loss - 1) < 0.01, `test loss ${after.loss}, of the sender ${before.loss}`);
  equal((await call(second, "decode", [0, 0])).count, 1, "decoded");
  equal((await call(second, "train", { steps: 5 })).step, 125, "trained on");
  equal((await call(second, "settings")).seed, 5, "seed");
  // Entered into an open page, too.
  await call(first, "set", { preset: "vae-2d" });
  await first.evaluate((link) => (location.hash = link), hash_of(link));
  await until("followed", async () => (await call(first, "status")).step === 120);
  const native = await command_line("eval", link, "--json");
  equal(native.status, 0, `eval of the link: ${native.error}`);
  check(Math.abs(JSON.parse(native.out).loss / after.loss - 1) < 1e-4, "natively it is another network");
  equal([first.errors, second.errors], [[], []], "console");
});

test("what a link has no room for is refused in one line that names the file", async ({ close }) => {
  const page = close(await open("single"));
  const line = await refusal(page, "hourglass.shareLink({weights: true})");
  check(/too many for a link|KB, more than/.test(line) && /take the file/.test(line), line);
  note(line);
  check(/weights/.test(await refusal(page, "hourglass.shareLink({weigths: true})")), "an unknown word");
});

/** Fifty megabytes of zeros, as a link's weights. */
function bomb() {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(50e6);
  return Buffer.concat([size, deflateSync(Buffer.alloc(50e6), { level: 9 })]).toString("base64url");
}

for (const [what, mangled] of Object.entries({
  "cut off": (w) => w.slice(0, w.length / 2),
  "mangled": (w) => w.slice(0, 40) + "AAAA" + w.slice(44),
  "of other letters": () => "%3Cimg%20src=x%3E",
  "empty of sense": () => "AAAA",
  "a bomb": bomb,
}))
  test(`weights that are ${what} give one line, and the seed's network`, async ({ close }) => {
    const whole = await command_line("train", "--preset", "mixture", "--steps", "3", "--out", `/tmp/hourglass-link-${process.pid}.safetensors`);
    equal(whole.status, 0, whole.error);
    const { out } = await command_line("link", `/tmp/hourglass-link-${process.pid}.safetensors`, "--weights");
    const [start, w] = out.trim().split("&w=");
    const page = close(await open("single", { link: `${start}&w=${mangled(w)}` }));
    await until("the line, and the seed's network", async () => /begins with the seed's$/.test((await call(page, "status")).message));
    const { message, step, trouble } = await call(page, "status");
    check_line(message, what);
    check(trouble && message.startsWith("link: its weights "), message);
    note(message);
    equal(step, 0, "step");
    equal((await call(page, "settings")).preset, "mixture", "preset");
    equal((await call(page, "train", { steps: 2 })).step, 2, "trained");
    equal(page.errors, [], "console");
  });

test("the share card copies the link, the link with weights and the frame", async ({ close }) => {
  const page = close(await open("threads", { permissions: ["clipboard-read", "clipboard-write"] }));
  await call(page, "set", { ...settings, reproducible: true });
  await call(page, "train", { steps: 4 });
  const copied = async (...buttons) => {
    await click(page, "share");
    for (const button of buttons) {
      await until(`${button} can be pressed`, async () => (await call(page, "ui")).items.some(({ id }) => id === button));
      await click(page, button);
    }
    return page.evaluate(() => navigator.clipboard.readText());
  };
  // How far it went is asked for when the card opens, and there a little later.
  const link = await call(page, "shareLink"), heavy = await call(page, "shareLink", { weights: true });
  await until("the link", async () => (await copied("copy")) === link);
  const frame = await copied("copy-frame");
  check(/^<iframe src="http.*[?]embed=1#v=1&.*steps=4.*"/.test(frame), frame);
  await until("the link with weights", async () => (await copied("with-weights", "copy")) === heavy);
  await click(page, "share");
  await place(page, "qr");
  await shot(page, "share");
  equal(page.errors, [], "console");
});
