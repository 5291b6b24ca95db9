// What is trained outlives the page: a reload, a page that was closed, a run that is damaged, a browser that keeps nothing.
import { call, check, equal, in_folder, kinds, open, open_in, server_of, settle, until } from "./harness.mjs";
import { note, test } from "./suite.mjs";

/** The kept runs, the newest first. */
const kept = (page) =>
  page.evaluate(async () => {
    const done = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
    const database = await done(indexedDB.open("hourglass", 1));
    const runs = database.objectStoreNames.contains("runs") ? await done(database.transaction("runs").objectStore("runs").getAll()) : [];
    database.close();
    return runs.sort((a, b) => b.order - a.order).map(({ order, step, bytes }) => ({ order, step, size: bytes.length }));
  });

/** Trains so many steps and waits until they are kept. */
async function train_and_keep(page, steps) {
  const { step } = await call(page, "train", { steps });
  await until("the steps are kept", async () => (await kept(page))[0]?.step === step);
}

for (const kind of ["threads", "single"])
  test(`a reloaded page is where it was, to the bit, ${kinds[kind].name}`, async ({ close }) => {
    const page = close(await open(kind, { link: "#v=1&reproducible=true&seed=8" }));
    await train_and_keep(page, 6);
    const hash = await call(page, "weightsHash"), { step } = await call(page, "status");
    equal(step, 6, "step");
    await page.reload();
    await settle(page, kinds[kind].isolated);
    const now = await call(page, "status");
    equal(now.step, 6, "step after the reload");
    check(now.message.includes("where you were, at step 6"), now.message);
    equal(await call(page, "weightsHash"), hash, "the hash after the reload");
    equal((await call(page, "settings")).seed, 8, "the settings");
    equal((await call(page, "train", { steps: 4 })).step, 10, "going on");
    const fresh = close(await open(kind, { link: "#v=1&reproducible=true&seed=8" }));
    await call(fresh, "train", { steps: 10 });
    equal(await call(page, "weightsHash"), await call(fresh, "weightsHash"), "an unbroken run's hash");
    equal((await call(page, "reset")).step, 0, "begun afresh");
    equal(page.errors, [], "console");
  });

test("a network too large to be kept so often is not, without a word, and what was kept stays", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1&hidden=16" }));
  await train_and_keep(page, 2);
  const before = await kept(page);
  await call(page, "set", { hidden: [4096, 1024], backend: "cpu" });
  await call(page, "train", { steps: 1 });
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  await call(page, "status");  // a keeping that was under way has asked for its file by now,
  await call(page, "weightsHash");  // and has it, or not
  equal(await kept(page), before, "the kept runs");
  const { trouble, message } = await call(page, "status");
  equal(trouble, false, message);
  await call(page, "set", { hidden: [8] });
  await train_and_keep(page, 3);
  equal(page.errors, [], "console");
});

test("a page that was closed opens where it was without a link, and afresh with another", async ({ close }) => {
  const page = close(await open("threads", { link: "#v=1&preset=deep" }));
  await train_and_keep(page, 5);
  const { address } = await server_of(true);
  const again = await page.context().newPage();
  await page.close();
  await again.goto(address);
  await settle(again);
  equal((await call(again, "status")).step, 5, "step without a link");
  equal((await call(again, "settings")).preset, "deep", "its preset");
  const other = await again.context().newPage();
  await other.goto(`${address}#v=1&preset=sparse`);
  await settle(other);
  equal((await call(other, "status")).step, 0, "step of another link");
  equal((await call(other, "settings")).preset, "sparse", "its preset");
});

/** Of what was kept in the middle of training: where it is, and that it goes on to the bits of an unbroken run. */
async function goes_on(page, before, close) {
  const { step, message, training } = await call(page, "status");
  check(step > 0 && !training && message.includes(`where you were, at step ${step.toLocaleString("en")}`), message);
  note(`killed at step ${before.step} after ${before.seconds.toFixed(1)} s, opened at step ${step}: ${(((before.step - step) * before.seconds) / before.step).toFixed(1)} s lost`);
  const { step: later } = await call(page, "train", { steps: 5 });
  equal(later, step + 5, "going on");
  const unbroken = close(await open("threads", { link: killed_link }));
  await call(unbroken, "train", { steps: later });
  equal(await call(page, "weightsHash"), await call(unbroken, "weightsHash"), "an unbroken run's hash");
}

const killed_link = "#v=1&preset=deep&reproducible=true&seed=8";

/** Trains on and on, past what was kept last. */
async function train_past_keeping(page) {
  const began = Date.now();
  await page.evaluate(() => void window.hourglass.train());
  await until("some of it is kept", async () => (await kept(page)).length > 0);
  const { step } = (await kept(page))[0];
  await until("it goes on", async () => (await call(page, "status")).step > step + 5);
  return { step: (await call(page, "status")).step, seconds: (Date.now() - began) / 1000 };
}

test("a tab that is killed while it trains opens where it was", async ({ close }) => {
  const page = close(await open("threads", { link: killed_link }));
  const before = await train_past_keeping(page);
  const again = await page.context().newPage();
  await Promise.all([page.waitForEvent("crash"), page.goto("chrome://crash").catch(() => {})]);
  await again.goto((await server_of(true)).address + killed_link);
  await settle(again);
  await goes_on(again, before, close);
});

test("a browser that is killed while it trains opens where it was", ({ close }) =>
  in_folder(async (folder) => {
    const address = (await server_of(true)).address + killed_link;
    const { page, kill } = await open_in(folder, address);
    const before = await train_past_keeping(page);
    await kill();
    const again = await open_in(folder, address);
    try {
      await goes_on(again.page, before, close);
    } finally {
      await again.kill();
    }
  }));

test("of two generations the older one is there where the newer one is damaged", async ({ close }) => {
  const page = close(await open("threads"));
  await train_and_keep(page, 3);
  await train_and_keep(page, 3);  // a write takes the older one's place
  const runs = await kept(page);
  equal(runs.length, 2, "generations");
  note(`a run of vae-2d is kept in ${Math.round(runs[0].size / 1000)} KB`);
  await page.evaluate(async () => {
    const done = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
    const store = (await done(indexedDB.open("hourglass", 1))).transaction("runs", "readwrite").objectStore("runs");
    const [keys, all] = [await done(store.getAllKeys()), await done(store.getAll())];
    const newest = all[0].order > all[1].order ? 0 : 1;
    all[newest].bytes[all[newest].bytes.length - 9] ^= 1;
    await done(store.put(all[newest], keys[newest]));
  });
  await page.reload();
  await settle(page);
  const { step } = await call(page, "status");
  check(step > 0 && step <= 6, `step ${step}`);
  check(step === runs[1].step, `step ${step}, of the older generation ${runs[1].step}`);
});

test("a browser that keeps nothing costs nothing else", async ({ close }) => {
  const forbidden = (page) => page.addInitScript(() => Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("denied", "SecurityError"); } }));
  const page = close(await open("threads", { before: forbidden }));
  equal((await call(page, "train", { steps: 3 })).step, 3, "step");
  const full = (page) => page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
  });
  const other = close(await open("threads", { before: full }));
  await call(other, "train", { steps: 3 });
  await until("it is said", async () => (await call(other, "status")).message.includes("keeps no training"));
  const { message, trouble } = await call(other, "status");
  check(trouble && message.includes("QuotaExceededError") && message.includes("Ctrl+S"), message);
  await call(other, "train", { steps: 3 });
  equal((await call(other, "status")).step, 6, "step");
});
