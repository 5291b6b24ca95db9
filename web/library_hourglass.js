// What C++ calls in the page, and what the page calls in C++: the whole seam between the two. Linked
// into the module with --js-library; knows no DOM of its own.
//
// C++ exports (src/app/page.cpp), called on the browser's main thread:
//   hourglass_start(link, dark, reduced_motion, threads_available, memory)   link: location.hash; memory:
//                                              bytes that the browser gave it room for, 0 where nobody knows
//   hourglass_texts(name, text)                what was fetched of hourglass_fetch_texts (src/share/embedded_browser.cpp)
//   hourglass_walk(backwards, entering)        moves the keyboard's ring (view/focus.h); 0: no control is left
//   hourglass_stage_file(id, name, size)       room for a file of the command that follows, or 0 where there
//                                              is no memory, and that is the command's answer
//   hourglass_forget_files()                   the command will not follow
//   hourglass_command(id, name, arguments_json, floats, float_count)   copies all but the files, which it
//                                              takes; answers later, once, through hourglass_reply(id, …)
// C++ imports, below, called on the main thread too (texts are UTF-8, zero-terminated; copied at once):
//   hourglass_reply(id, error, json, floats, float_count, bytes, byte_count)   error: "" or one line
//   hourglass_save(name, bytes, byte_count)   as a download
//   hourglass_choose(folder)         lets people choose files, or a folder, which come back as the command open
//   hourglass_camera(on)             what it sees comes as commands frame
//   hourglass_record(on)             begins a film of the canvas, or ends and downloads it; commands recording tell
//   hourglass_copy(text)             to the clipboard
//   hourglass_link_changed(link)     writes "#v=1&…" into the address bar; no event comes back
//   hourglass_title(text)            names the tab
//   hourglass_announce(text)         is read aloud to who hears the page; "": nothing any more
//   hourglass_fetch_dataset(name)    "mnist": fetches data/mnist/* and runs loadDataset with the
//                                    files; how far it is and what failed arrive as commands
//                                    message {"text": one line, "trouble": true or false}
//
//   hourglass_remember(name, text)   keeps it for the next visit
//   hourglass_recall(name)           what was kept, or ""; to be freed
// and from any thread
//   hourglass_fetch_texts(name)      "lessons", "scripts", "fonts", "shaders": fetches NAME.json, once, for
//                                    hourglass_texts(name, text); "" where it cannot
//
// Module.page is hourglass.js's half (address, embedded, reply, save, choose, camera, record, copy, link_changed, title,
// announce, fetch_dataset, remember, recall, texts); Module.bridge is this file's (start, command, texts, walk, halt).
// Only names quoted in code, not as keys of a library, survive Closure.
addToLibrary({
  $hourglass_bridge__deps: ["$hourglass_start_page", "$hourglass_send", "$hourglass_walk_controls", "$hourglass_give_texts", "$hourglass_halt"],
  $hourglass_bridge__postset:
    "Module['bridge'] = {'start': hourglass_start_page, 'command': hourglass_send, 'texts': hourglass_give_texts, 'walk': hourglass_walk_controls, 'halt': hourglass_halt};",
  $hourglass_bridge: {},

  $hourglass_start_page__deps: ["free", "$stringToNewUTF8", "hourglass_start"],
  $hourglass_start_page: (link, dark, reduced_motion, threads_available, memory) => {
    const text = stringToNewUTF8(link);
    _hourglass_start(text, dark, reduced_motion, threads_available, memory);
    _free(text);
  },

  $hourglass_give_texts__deps: ["free", "$stringToNewUTF8", "hourglass_texts"],
  $hourglass_give_texts: (name, text) => {
    const name_text = stringToNewUTF8(name), texts = stringToNewUTF8(text);
    _hourglass_texts(name_text, texts);
    _free(texts);
    _free(name_text);
  },

  hourglass_fetch_texts__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_fetch_texts__proxy: "async",
  hourglass_fetch_texts: (name) => Module["page"]["texts"](UTF8ToString(name)),

  $hourglass_walk_controls__deps: ["hourglass_walk"],
  $hourglass_walk_controls: (backwards, entering) => Boolean(_hourglass_walk(backwards, entering)),

  // After a fault: no frame, no thread and no event goes on with what it left.
  $hourglass_halt__deps: ["emscripten_cancel_main_loop", "$JSEvents"],
  $hourglass_halt: () => {
    ABORT = true;
    _emscripten_cancel_main_loop();
    JSEvents.removeAllEventListeners();
#if PTHREADS
    PThread.terminateAllThreads();
#endif
  },

  // All files or none: what is staged when one fails must not join the next command's.
  $hourglass_stage__deps: ["free", "$stringToNewUTF8", "hourglass_stage_file", "hourglass_forget_files"],
  $hourglass_stage: (id, files) => {
    try {
      for (const file of files) {
        const bytes = file["bytes"], text = stringToNewUTF8(file["name"]);
        const room = _hourglass_stage_file(id, text, bytes.length);
        _free(text);
        if (!room) return false;
        HEAPU8.set(bytes, room >>> 0);
      }
      return true;
    } catch (error) {
      _hourglass_forget_files();
      throw error;
    }
  },

  $hourglass_send__deps: ["malloc", "free", "$stringToNewUTF8", "$hourglass_stage", "hourglass_command"],
  $hourglass_send: (id, name, arguments_json, floats, files) => {
    const count = floats ? floats.length : 0;
    const copy = count ? _malloc(4 * count) : 0;
    if (count && !copy) throw new Error(`${name}: no memory for ${count} numbers; send fewer`);
    if (count) HEAPF32.set(floats, copy >>> 2);
    const name_text = stringToNewUTF8(name);
    const arguments_text = stringToNewUTF8(arguments_json);
    try {
      // Last: nothing may fail between it and the command.
      if (hourglass_stage(id, files)) _hourglass_command(id, name_text, arguments_text, copy, count);
    } finally {
      _free(arguments_text);
      _free(name_text);
      if (copy) _free(copy);
    }
  },

  hourglass_reply__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_reply: (id, error, json, floats, count, bytes, size) => {
    // slice() copies out of the heap, which is shared with the workers and may move when it grows.
    const numbers = count ? HEAPF32.slice(floats >>> 2, (floats >>> 2) + count) : null;
    const file = size ? HEAPU8.slice(bytes >>> 0, (bytes >>> 0) + size) : null;
    Module["page"]["reply"](id, error ? UTF8ToString(error) : "", json ? UTF8ToString(json) : "", numbers, file);
  },

  hourglass_save__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_save: (name, bytes, size) =>
    Module["page"]["save"](UTF8ToString(name), HEAPU8.slice(bytes >>> 0, (bytes >>> 0) + size)),

  hourglass_choose__deps: ["$hourglass_bridge"],
  hourglass_choose: (folder) => Module["page"]["choose"](Boolean(folder)),

  hourglass_camera__deps: ["$hourglass_bridge"],
  hourglass_camera: (on) => Module["page"]["camera"](Boolean(on)),

  hourglass_record__deps: ["$hourglass_bridge"],
  hourglass_record: (on) => Module["page"]["record"](Boolean(on)),

  hourglass_copy__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_copy: (text) => Module["page"]["copy"](UTF8ToString(text)),

  hourglass_link_changed__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_link_changed: (link) => Module["page"]["link_changed"](UTF8ToString(link)),

  hourglass_title__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_title: (text) => Module["page"]["title"](UTF8ToString(text)),

  hourglass_announce__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_announce: (text) => Module["page"]["announce"](UTF8ToString(text)),

  hourglass_fetch_dataset__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_fetch_dataset: (name) => Module["page"]["fetch_dataset"](UTF8ToString(name)),

  hourglass_remember__deps: ["$hourglass_bridge", "$UTF8ToString"],
  hourglass_remember: (name, text) => Module["page"]["remember"](UTF8ToString(name), UTF8ToString(text)),

  hourglass_recall__deps: ["$hourglass_bridge", "$UTF8ToString", "$stringToNewUTF8"],
  hourglass_recall: (name) => stringToNewUTF8(Module["page"]["recall"](UTF8ToString(name))),
});
