// The keyboard between the browser and the canvas. SDL takes every key of the page for itself; here
// each goes where it belongs: Tab walks the controls on the canvas and then leaves it, the browser's own
// keys stay the browser's, and what is beside the canvas gets what is pressed there.

/** `walk(backwards, entering)` moves the ring on the canvas; false: no control is left that way. */
export function listen_to_keys(canvas, walk, drawing) {
  let pressed = null;  // the Tab that was pressed here and is not yet released: {backwards}
  const is_tab = (event) => event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey;

  addEventListener("keydown", (event) => {
    if (is_tab(event)) {
      pressed = { backwards: event.shiftKey };
      // Where there is no control left, the browser goes on to what follows the canvas.
      if (event.target === canvas && drawing() && walk(event.shiftKey, false)) event.preventDefault();
      return event.stopImmediatePropagation();
    }
    const key = event.key.toLowerCase();
    // What the program has its own meaning for: Ctrl+S saves, Ctrl+O opens a training, Ctrl+K searches, Ctrl+Z and
    // Ctrl+Y undo and redo (src/app/controls.cpp).
    const ours = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && ["s", "o", "k"].includes(key);
    if (ours && drawing() && !elsewhere(event)) return event.preventDefault();
    const edit = ["a", "c", "v", "x", "y", "z"].includes(key);
    const modifier = ["control", "meta", "shift", "alt"].includes(key);  // SDL knows of a chord by these
    const browser = (event.ctrlKey || event.metaKey || event.altKey) && !edit && !modifier;
    const function_key = event.key.length > 1 && event.key[0] === "F" && event.key !== "F1";
    if (browser || function_key || elsewhere(event)) event.stopImmediatePropagation();
  }, true);

  addEventListener("keyup", (event) => {
    if (event.key === "Tab") {
      // Pressed in the browser's own bar, and released here: that was the way in.
      if (!pressed && event.target === canvas && drawing()) walk(event.shiftKey, true);
      pressed = null;
      event.stopImmediatePropagation();
    } else if (elsewhere(event)) {
      event.stopImmediatePropagation();
    }
  }, true);

  addEventListener("keypress", (event) => elsewhere(event) && event.stopImmediatePropagation(), true);
  addEventListener("blur", (event) => event.target === window && (pressed = null));
  canvas.addEventListener("focus", () => pressed && drawing() && walk(pressed.backwards, true));
  // SDL keeps the browser from doing so.
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));

  function elsewhere(event) {
    return event.target !== canvas && event.target !== document.body;
  }
}
