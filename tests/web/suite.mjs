// The list of tests that run.mjs runs.
export const tests = [];
export const notes = [];

/**
 * A test is a sentence. Its body gets {close}: close(page) gives the page back and closes its profile
 * at the end of the test.
 */
export function test(sentence, body) {
  tests.push({ sentence, body });
}

/** A measured figure, printed below the test. One that begins with "skipped: " counts as a skip. */
export function note(text) {
  notes.push(text);
}
