// The list of tests that run.mjs runs.
export const tests = [];
export const notes = [];

/**
 * A test is a sentence. Its body gets {close}: close(page) gives the page back and closes its profile
 * at the end of the test.
 */
export function test(sentence, body, { seconds = 60 } = {}) {
  tests.push({ sentence, body, seconds });
}

/** A measured figure, printed below the test. */
export function note(text) {
  notes.push(text);
}
