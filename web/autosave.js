// What is trained is kept in the browser, so that a reload, a crash or a closed tab costs a few seconds at most.
// Two generations lie in IndexedDB, each written whole before the older one is replaced. Nothing leaves the machine.
import { fetched_data, open_model, send, tell } from "./hourglass.js";
import { tr } from "./texts.js";

const spacing = 3000;  // ms, so that less than 5 s are lost; and never more than a sixth of the time goes into it

/** IndexedDB as promises: read() gives all generations, write(key, run) puts one. */
async function open_store() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
    });
  const opening = indexedDB.open("hourglass", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("runs");
  const database = await done(opening);
  return {
    read: () => done(database.transaction("runs").objectStore("runs").getAll()),
    write: (key, run) =>
      new Promise((resolve, reject) => {
        const change = database.transaction("runs", "readwrite");
        change.oncomplete = resolve;
        change.onerror = change.onabort = () => reject(change.error ?? new Error("aborted"));
        change.objectStore("runs").put(run, key);
      }),
  };
}

/** The newest of the kept runs that can be opened, where the address asks for nothing else. */
async function restore(runs) {
  const tried = "hourglass-restoring";
  // A run that brought the page down must not do so at every load.
  if (sessionStorage.getItem(tried)) return sessionStorage.removeItem(tried);
  const wanted = runs.filter(({ link }) => location.hash === "" || location.hash === link).sort((a, b) => b.order - a.order);
  if (wanted.length === 0) return;
  await fetched_data();
  const { value: before } = await send("status");
  // Begun already; but for the weights that the address brings.
  if ((before.step > 0 && !/[#&]w=/.test(location.hash)) || before.training) return;
  sessionStorage.setItem(tried, "1");
  for (const { bytes } of wanted) {
    const opened = await open_model(bytes).catch(() => null);
    if (!opened) continue;
    if (!opened.trouble) tell(tr`You are where you were, at step ${opened.step.toLocaleString("en")}: R begins afresh`);
    break;
  }
  sessionStorage.removeItem(tried);
}

/** Restores what was kept once a network is `ready`, then keeps what is trained. Call once; resolves when others may. */
export async function keep_runs(ready) {
  let store, order = 0, kept = "", due = 0, busy = false;  // kept: what run it was, and at which step
  const trouble = (error) => {
    if (store !== null) tell(tr`This browser keeps no training for later (${error?.name ?? error}): save it with Ctrl+S`, true);
    store = null;
  };
  try {
    const patience = new Promise((_, reject) => setTimeout(reject, 3000, new Error("no answer")));
    store = await Promise.race([open_store(), patience]);
    const runs = await store.read();
    order = Math.max(0, ...runs.map((run) => run.order));
    await ready;
    await restore(runs);
  } catch {
    store = null;  // private windows forbid it: there is nothing to be lost yet
    return;
  }
  const keep = async () => {
    if (busy || !store) return;
    busy = true;
    try {
      const { value } = await send("status");
      const name = (step) => `${step} ${location.hash}`;
      if (value.ready && value.step > 0 && name(value.step) !== kept) {
        const began = performance.now();
        const { value: { step }, bytes } = await send("autosave");
        if (bytes) {  // else too large to be kept so often
          ++order;
          await store.write(order % 2, { order, bytes, step, link: location.hash }).catch(trouble);
          kept = name(step);
        }
        due = performance.now() + Math.max(spacing, 6 * (performance.now() - began));
      }
    } catch {
      // Nothing is built at the moment: another time.
    }
    busy = false;
  };
  setInterval(() => performance.now() >= due && keep(), 500);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("pagehide", keep);
}
