// The page as a film: what its canvas shows, in the first format that the browser writes.
import { tr } from "./texts.js";

const kinds = [["video/webm;codecs=vp9", "webm"], ["video/webm;codecs=vp8", "webm"], ["video/webm", "webm"], ["video/mp4", "mp4"]];
const pace = 30;  // frames a second, at most: the canvas gives one where it is drawn anew

/** `send` and `tell` are hourglass.js's. Gives what begins a film, and what ends it. */
export function recorder(send, tell) {
  let film = null;  // under way

  /** With a panel: it alone, as ui({enlarge}) has it. */
  async function begin(panel) {
    if (film) throw new Error("record: it records already; record(false) ends it");
    const canvas = document.getElementById("canvas");
    const kind = canvas.captureStream && window.MediaRecorder ? kinds.find(([type]) => MediaRecorder.isTypeSupported(type)) : null;
    if (!kind) throw new Error(tr`record: this browser writes no videos; open the page in another, or record the screen`);
    const its = (film = { ending: kind[1], type: kind[0].split(";")[0], parts: [], panel });
    try {
      if (panel !== undefined) await send("ui", { enlarge: panel });
      its.stream = canvas.captureStream(pace);
      its.machine = new MediaRecorder(its.stream, { mimeType: kind[0], videoBitsPerSecond: 8e6 });
      its.machine.addEventListener("dataavailable", ({ data }) => its.parts.push(data));
      its.ended = new Promise((resolve) => its.machine.addEventListener("stop", resolve));
      its.machine.start(1000);
      await send("recording", { on: true });
    } catch (error) {
      await over(its);
      throw error;
    }
    // A canvas at rest is drawn once more, which begins the film.
    await tell(tr`Recording: Stop, in the top bar, ends and saves it`);
  }

  async function over(its) {
    film = null;
    its.stream?.getTracks().forEach((track) => track.stop());
    await send("recording", { on: false }).catch(() => {});
    if (its.panel !== undefined) await send("ui", { enlarge: "" }).catch(() => {});
  }

  /** Gives the file. */
  async function end() {
    const its = film;
    if (!its?.machine) throw new Error("record: nothing is recorded; record(true) begins");
    film = null;
    if (its.machine.state !== "inactive") its.machine.stop();
    await its.ended;
    await over(its);
    const bytes = new Uint8Array(await new Blob(its.parts).arrayBuffer());
    if (bytes.length === 0) throw new Error(tr`record: nothing was drawn meanwhile; let it train, or move through the timeline`);
    return { name: `hourglass.${its.ending}`, type: its.type, bytes };
  }

  return { begin, end };
}
