// Runs every test case. A test that cannot run on this machine prints a line that starts with
// `skipped: ` and says what is missing: it never counts as passed in silence.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
