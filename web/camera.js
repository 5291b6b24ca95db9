// The camera as pictures for C++: asked for when somebody opens it there, and given back when nobody looks any more.
// What it sees goes to the command frame and nowhere else.
import { tr } from "./texts.js";

const side = 128;  // pixels of the square that is cut out of its middle
const pace = 100;  // ms between two pictures

/** `send` and `tell` are hourglass.js's. Gives what turns it on and off. */
export function camera(send, tell) {
  let wanted = 0;  // which opening is in force; 0: none
  let last = 0;
  let stop = () => {};

  async function look(which) {
    let stream;
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new Error("NoCamera");
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 320 }, height: { ideal: 240 } } });
    } catch (error) {
      if (which !== wanted) return;
      await send("frame", { width: 0, height: 0 });
      const refused = error.name === "NotAllowedError" || error.name === "SecurityError";
      return tell(refused ? tr`The camera was refused: allow it beside the address, then open it again`
        : tr`There is no camera here that the browser can use: connect one, or drop pictures`, true);
    }
    const end = () => stream.getTracks().forEach((track) => track.stop());
    if (which !== wanted) return end();
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    let sending = false;
    const timer = setInterval(async () => {
      const { videoWidth: w, videoHeight: h } = video;
      if (sending || !w || !h) return;
      sending = true;
      const cut = Math.min(w, h);
      pen.drawImage(video, (w - cut) / 2, (h - cut) / 2, cut, cut, 0, 0, side, side);
      const { data } = pen.getImageData(0, 0, side, side);
      const bytes = new Uint8Array(3 * side * side);
      for (let i = 0; i < side * side; ++i) bytes.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
      // Where it was closed meanwhile nobody looks.
      await send("frame", { width: side, height: side }, null, [{ name: "frame", bytes }]).catch(() => {});
      sending = false;
    }, pace);
    stop = () => {
      clearInterval(timer);
      video.srcObject = null;
      end();
    };
    await video.play().catch(() => {});
  }

  return (on) => {
    stop();
    stop = () => {};
    wanted = on ? ++last : 0;
    if (on) look(wanted);
  };
}
