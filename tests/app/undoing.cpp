// Undo and redo: what a change puts aside comes back, weights and all.
#include <doctest/doctest.h>

#include "app/asking.h"
#include "app/session.h"

using namespace hourglass;

namespace {

Settings small() {
  Settings s;
  s.hidden = {16};
  s.threads = 1;
  s.backend = "cpu";
  s.reproducible = true;
  return s;
}

Session::Edit setting(std::string_view name, std::string value) {
  return [=](Settings& settings) { set(settings, name, value); };
}

}  // namespace

TEST_CASE("undo brings back what was trained, to the bit, and redo what came after") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(20, done); });
  const std::string trained = hash_of(session);
  CHECK(finish(session, [&](auto done) { session.reset(done); }).empty());
  const std::string fresh = hash_of(session);
  CHECK(fresh != trained);
  CHECK(session.status().can_undo);
  CHECK_FALSE(session.status().can_redo);
  CHECK(finish(session, [&](auto done) { session.undo(done); }).empty());
  CHECK(hash_of(session) == trained);
  CHECK(session.status().step == 20);
  CHECK(session.snapshot()->train_curve.size() == 20);
  CHECK(session.status().message == "Undone: vae-2d at step 20");
  CHECK(session.status().can_redo);
  CHECK(finish(session, [&](auto done) { session.redo(done); }).empty());
  CHECK(hash_of(session) == fresh);
  CHECK(session.status().step == 0);
  CHECK(finish(session, [&](auto done) { session.undo(done); }).empty());
  // It goes on as if nothing had been.
  finish(session, [&](auto done) { session.train(10, done); });
  Session unbroken(small(), Session::Threading::worker);
  finish(unbroken, [&](auto done) { unbroken.train(30, done); });
  CHECK(hash_of(session) == hash_of(unbroken));
}

TEST_CASE("undo takes one change after the other, and a new one ends redo") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  const std::string trained = hash_of(session);
  finish(session, [&](auto done) { session.change(setting("beta", "4"), done); });
  finish(session, [&](auto done) { session.change(setting("preset", "linear"), done); });
  finish(session, [&](auto done) { session.change(setting("code", "3"), done); });
  CHECK(session.settings().code == 3);
  finish(session, [&](auto done) { session.undo(done); });
  CHECK(session.settings().preset == "linear");
  CHECK(session.settings().code != 3);
  finish(session, [&](auto done) { session.undo(done); });
  CHECK(session.settings().preset == "vae-2d");
  CHECK(session.settings().beta == 4);
  CHECK(hash_of(session) == trained);
  finish(session, [&](auto done) { session.undo(done); });
  CHECK(session.settings().beta == 1);
  CHECK(session.status().message == "Undone: β 4 → 1");
  CHECK(hash_of(session) == trained);
  CHECK(session.status().can_redo);
  finish(session, [&](auto done) { session.change(setting("learning_rate", "0.01"), done); });
  CHECK_FALSE(session.status().can_redo);
  CHECK(finish(session, [&](auto done) { session.redo(done); }) == "redo: nothing was undone");
}

TEST_CASE("a slider's moves are one change") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  for (const char* value : {"2", "3", "4", "5"})
    finish(session, [&](auto done) { session.change(setting("beta", value), done); });
  finish(session, [&](auto done) { session.undo(done); });
  // On a machine too slow for that they are several; the last one is undone in any case.
  CHECK(session.settings().beta < 5);
}

TEST_CASE("where nothing was changed, undo says so in one line") {
  Session session(small(), Session::Threading::slices);
  poll_until(session, [&] { return session.status().ready; });
  CHECK_FALSE(session.status().can_undo);
  CHECK(finish(session, [&](auto done) { session.undo(done); }) == "undo: nothing was changed yet");
  CHECK(session.status().ready);
}

TEST_CASE("the data of before come back with what learnt from them") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  const std::string trained = hash_of(session);
  finish(session, [&](auto done) { session.load("shapes", done); });
  CHECK(session.snapshot()->data->name == "shapes");
  finish(session, [&](auto done) { session.undo(done); });
  CHECK(session.snapshot()->data->name == "strokes");
  CHECK(hash_of(session) == trained);
}
