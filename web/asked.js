// What the address asks for besides a link: ?model=URL, a saved training, and ?data=URL, a file to learn from, as often
// as there are files. The host is named and nothing is fetched until people allow it; then they go the way of dropped
// files.
import { bytes_of, open_files, tell } from "./hourglass.js";
import { tr } from "./texts.js";

const most_bytes = 500e6;  // of one file
const most_files = 8;

const element = (id) => document.getElementById(id);
const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

/** [{url, name}]: what the query asks for, data first, for a model may have learnt from them. */
function wanted(query) {
  const all = [...query.getAll("data").map((text) => [text, "data"]), ...query.getAll("model").map((text) => [text, "model"])];
  if (all.length > most_files) throw new Error(tr`The address asks for ${all.length} files: give at most ${most_files}`);
  return all.map(([text, kind]) => {
    const shown = text.length > 60 ? text.slice(0, 60) + "…" : text;
    let url;
    try {
      url = new URL(text, document.baseURI);
    } catch {
      throw new Error(tr`The address asks for ${kind}=${shown}, which is no address: give one that begins with https://`);
    }
    if (!["http:", "https:"].includes(url.protocol)) throw new Error(tr`The address asks for ${kind}=${shown}, which is not on the web: give one that begins with https://`);
    const last = url.pathname.split("/").pop() || kind;
    let name = last;
    try {
      name = decodeURIComponent(last);
    } catch {
      // As it is written, then.
    }
    return { url, name: kind === "model" && !name.endsWith(".safetensors") ? `${name}.safetensors` : name };
  });
}

async function fetch_one({ url, name }, signal, heard) {
  let response;
  const lost = tr`${url.host} does not let this page have ${name}, or is not there: download it, then drop it here`;
  try {
    // Nobody's cookies, and no word of where from.
    response = await fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(lost);
  }
  if (!response.ok) throw new Error(tr`${url.host} has no ${name} to give (${response.status}): check the address that was asked for`);
  const too_large = (bytes) => Object.assign(new Error(tr`${name} holds ${bytes}, and at most ${most_bytes / 1e6} MB are fetched: download it, then drop it here`), { large: true });
  const packed = response.headers.has("content-encoding");
  const all = packed ? 0 : Number(response.headers.get("content-length")) || 0;
  if (all > most_bytes) throw too_large(`${megabytes(all)} MB`);
  let here = 0;
  try {
    return await bytes_of(response, (more) => {
      here += more;
      if (here > most_bytes) throw too_large(tr`more than ${most_bytes / 1e6} MB`);
      heard(here, all);
    });
  } catch (error) {
    if (signal.aborted || error.large) throw error;
    throw new Error(lost);
  }
}

/** Whether people allow it: until they say so the dialogue stays. */
function allowed(files) {
  const hosts = [...new Set(files.map(({ url }) => url.host))].join(tr` and `);
  element("asked-what").textContent = files.map(({ name }) => name).join(", ");
  element("asked-hosts").textContent = hosts;
  element("asked-progress").hidden = true;
  element("asked-yes").hidden = false;
  element("asked").hidden = false;
  element("asked-yes").focus();
  return new Promise((answer) => {
    element("asked-yes").onclick = () => answer(true);
    element("asked-no").onclick = () => answer(false);
  });
}

async function fetch_all(files) {
  const stop = new AbortController();
  element("asked-no").onclick = () => stop.abort();
  element("asked-yes").hidden = true;
  element("asked-progress").hidden = false;
  element("asked-no").focus();
  const fetched = [];
  try {
    for (const file of files) {
      const show = (here, all) => {
        if (all) element("asked-progress").value = here / all;
        else element("asked-progress").removeAttribute("value");
        element("asked-what").textContent = all ? tr`${file.name}: ${megabytes(here)} of ${megabytes(all)} MB` : `${file.name}: ${megabytes(here)} MB`;
      };
      show(0, 0);
      fetched.push(new File([await fetch_one(file, stop.signal, show)], file.name));
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return null;
  }
  return fetched;
}

/** Asks once, fetches, and opens. What goes wrong is a line of the status. */
export async function ask_for_files() {
  try {
    const files = wanted(new URLSearchParams(location.search));
    if (files.length === 0) return;
    const fetched = (await allowed(files)) ? await fetch_all(files) : null;
    element("asked").hidden = true;
    if (!fetched) return tell(tr`Nothing was fetched: reload the page to be asked again`);
    const model = (file) => file.name.endsWith(".safetensors");
    const data = fetched.filter((file) => !model(file));
    if (data.length) await open_files(data);
    for (const file of fetched.filter(model)) await open_files([file]);
  } catch (error) {
    tell(error.message, true);
  } finally {
    element("asked").hidden = true;
    element("canvas").focus({ preventScroll: true });
  }
}
