// Walks over a session's worker thread: whatever fails there, every question is answered in one line,
// nothing ends the thread, and the next training step is made.
#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "app/asking.h"
#include "app/session.h"
#include "compute/error.h"
#include "compute/memory.h"
#include "faults/faults.h"
#include "formats/idx_bytes.h"

using namespace hourglass;
namespace fs = std::filesystem;

namespace {

Settings small() {
  Settings s = preset_settings("vae-2d");
  s.hidden = {6};
  s.batch = 8;
  s.threads = 1;
  s.backend = "cpu";
  return s;
}

Session::Edit hidden(uint32_t width) {
  return [width](Settings& s) { s.hidden = {width}; };
}

void check_line(const std::string& error) {
  REQUIRE(error.find('\n') == std::string::npos);
  REQUIRE(error.size() < 300);
}

// A session on a few small pictures, so that a walk is quick.
struct Walk {
  Session session;
  uint32_t step = 0;

  explicit Walk(Backends::Wrap wrap = {})
      : session(small(), Session::Threading::worker, {}, std::move(wrap)) {
    poll_until(session, [&] { return session.status().ready; });
    load();
    reset_step();
  }
  std::string load() {
    return finish(session,
                  [&](auto done) { session.load({{"images", test::images(60, 5, 5)}}, done); });
  }
  void reset_step() { step = session.status().step; }
  void trains_on() {
    reset_step();
    const std::string error = finish(session, [&](auto done) { session.train(1, done); });
    REQUIRE_MESSAGE(error.empty(), error);
    REQUIRE(session.status().step == step + 1);
    // Then the worker has nothing left to do: what fails next fails in what is asked next.
    poll_until(session, [&] {
      return session.snapshot()->step == step + 1 && !session.snapshot()->training;
    });
  }

  // act() with the n-th allocation of the worker's thread failing; it gives the error it was answered
  // with, or "". unchanged(): refused, it has left what was there.
  template <class Act>
  void allocations(const char* what, Act act, size_t at_least = 0) {
    uint64_t n = 0, refused = 0;
    for (bool failed = true; failed;) {
      const std::string before = hash_of(session);
      const Settings settings = session.settings();
      faults::fail_allocation(++n, faults::Where::elsewhere, at_least);
      const std::string error = act();
      failed = faults::allocation_failed();
      faults::fail_allocation(0);
      check_line(error);
      REQUIRE(session.status().ready);
      if (!error.empty()) {
        ++refused;
        REQUIRE(session.settings() == settings);
        REQUIRE(hash_of(session) == before);
      }
      trains_on();
    }
    std::printf("faults: %s in a session: %llu failing allocations survived, %llu refused\n", what,
                static_cast<unsigned long long>(n - 1), static_cast<unsigned long long>(refused));
    CHECK(n > 3);
    CHECK(refused > 0);
  }
};

}  // namespace

TEST_CASE(
    "a session outlives an allocation that fails in any of its tasks, and answers all of them") {
  Walk walk;
  Session& session = walk.session;
  walk.allocations("rebuilding", [&] {
    const uint32_t width = session.settings().hidden[0] == 6 ? 7 : 6;
    return finish(session, [&](auto done) { session.change(hidden(width), done); });
  });
  walk.allocations("a live change", [&] {
    return finish(session, [&](auto done) {
      session.change([](Settings& s) { s.beta = 3 - s.beta; }, done);
    });
  });
  walk.allocations("loading files", [&] { return walk.load(); });
  walk.allocations(
      "evaluating",
      [&] {
        return finish<Session::Report>(session,
                                       [&](auto done) { session.evaluate("test", {2}, done); })
            .error;
      },
      faults::beyond_json);
  walk.allocations(
      "saving",
      [&] { return finish<Session::Saved>(session, [&](auto done) { session.save(done); }).error; },
      faults::beyond_json);
  const NamedBytes file =
      finish<Session::Saved>(session, [&](auto done) { session.save(done); }).file;
  // Nobody asked for it: it is not there, and not told either.
  faults::fail_allocation(1, faults::Where::elsewhere, file.bytes.size());
  const auto kept = finish<Session::Saved>(session, [&](auto done) { session.autosave(done); });
  CHECK(faults::allocation_failed());
  faults::fail_allocation(0);
  CHECK(kept.error.empty());
  CHECK(kept.file.bytes.empty());
  CHECK_FALSE(session.status().trouble);
  walk.allocations(
      "opening", [&] { return finish(session, [&](auto done) { session.open(file, done); }); },
      faults::beyond_json);
  walk.allocations("sampling", [&] {
    return finish<Session::Decoded>(session, [&](auto done) { session.sample(3, 1, done); }).error;
  });
}

TEST_CASE("an allocation that fails while a session trains stops it in one line, no more") {
  Walk walk;
  Session& session = walk.session;
  uint64_t n = 0;
  for (bool failed = true; failed;) {
    faults::fail_allocation(++n, faults::Where::elsewhere);
    check_line(finish(session, [&](auto done) { session.train(3, done); }));
    failed = faults::allocation_failed();
    faults::fail_allocation(0);
    walk.trains_on();
  }
  std::printf("faults: training in a session: %llu failing allocations survived\n",
              static_cast<unsigned long long>(n - 1));
  CHECK(n > 5);
}

TEST_CASE("a session outlives a device that is lost at any call") {
  const auto countdown = std::make_shared<faults::Countdown>();
  const auto wrap = [countdown](std::unique_ptr<Backend> backend) {
    return faults::losing(std::move(backend), countdown);
  };
  const auto points = [&](const char* what, auto act) {
    uint32_t n = 0;
    do {
      countdown->lost = false;
      act(++n);
    } while (countdown->lost);
    std::printf("faults: device lost while %s: %u points survived\n", what, n - 1);
    CHECK(n > 5);
  };

  points("first building", [&](uint32_t n) {
    countdown->left = n;
    Session session(small(), Session::Threading::worker, {}, wrap);
    poll_until(session, [&] { return session.status().ready; });
    countdown->left = 0;
    REQUIRE(session.settings().hidden == small().hidden);
    REQUIRE(finish(session, [&](auto done) { session.train(1, done); }).empty());
    REQUIRE(session.status().step == 1);
  });

  Walk walk(wrap);
  Session& session = walk.session;
  points("rebuilding", [&](uint32_t n) {
    const uint32_t width = session.settings().hidden[0] == 6 ? 7 : 6;
    countdown->left = n;
    const std::string error =
        finish(session, [&](auto done) { session.change(hidden(width), done); });
    countdown->left = 0;
    REQUIRE_MESSAGE(error.empty(), error);
    REQUIRE(session.settings().hidden[0] == width);
    walk.trains_on();
  });
  points("training", [&](uint32_t n) {
    const uint32_t step = session.status().step;
    countdown->left = n;
    const std::string error = finish(session, [&](auto done) { session.train(4, done); });
    countdown->left = 0;
    REQUIRE_MESSAGE(error.empty(), error);
    REQUIRE(session.status().step == step + 4);
  });
  points("evaluating", [&](uint32_t n) {
    countdown->left = n;
    const auto report =
        finish<Session::Report>(session, [&](auto done) { session.evaluate("train", {2}, done); });
    countdown->left = 0;
    REQUIRE(report.figures.contains("loss"));
    walk.trains_on();
  });
}

TEST_CASE(
    "where devices are lost as the first network is built, the CPU builds it of the same data") {
  const fs::path file = fs::temp_directory_path() / "hourglass-first-build.idx";
  const std::vector<uint8_t> images = test::images(60, 5, 5);
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(images.data()),
             static_cast<std::streamsize>(images.size()));
  Settings settings = small();
  settings.data = "idx:" + file.string();
  uint32_t made = 0;
  Session session(settings, Session::Threading::worker, {}, [&](std::unique_ptr<Backend> backend) {
    if (made++ == 2) return backend;  // a device is opened anew once
    const auto countdown = std::make_shared<faults::Countdown>();
    countdown->left = 1;
    return faults::losing(std::move(backend), countdown);
  });
  poll_until(session, [&] { return session.status().ready; });
  CHECK(session.status().trouble);
  CHECK(session.status().message.find("lost") != std::string::npos);
  CHECK(session.settings() == settings);
  CHECK(session.snapshot()->data->train_count == 52);
  fs::remove(file);
}

TEST_CASE("where no device follows a lost one, the weights wait until one can be had") {
  const auto countdown = std::make_shared<faults::Countdown>();
  const auto refusing = std::make_shared<bool>(false);
  Walk walk([=](std::unique_ptr<Backend> backend) {
    if (*refusing) fail("webgpu: no device; close other pages");
    return faults::losing(std::move(backend), countdown);
  });
  Session& session = walk.session;
  finish(session, [&](auto done) { session.train(3, done); });
  const std::string before = hash_of(session);  // paused: kept
  *refusing = true;
  countdown->left = 1;
  const std::string error = finish(session, [&](auto done) { session.train(2, done); });
  CHECK(error.find("no device") != std::string::npos);
  CHECK_FALSE(session.status().training);
  CHECK(session.status().ready);  // for the next command, which looks for a device
  CHECK_FALSE(finish<Session::Decoded>(session, [&](auto done) {
                session.sample(1, 0, done);
              }).error.empty());
  *refusing = false;
  CHECK(finish(session, [&](auto done) { session.train(1, done); }).empty());
  CHECK(session.status().step == 4);
}

TEST_CASE(
    "what memory does not hold is refused with both numbers, and the training of before goes on") {
  Walk walk;
  Session& session = walk.session;
  const std::string before = hash_of(session);
  limit_memory(60'000'000);
  const std::string error = finish(session, [&](auto done) {
    session.change([](Settings& s) { s.hidden = {4096, 4096}; }, done);
  });
  limit_memory(0);
  CAPTURE(error);
  CHECK(error.find("network: needs ") == 0);
  CHECK(error.find(" of 60 MB are free") != std::string::npos);
  CHECK(error.find("narrower") != std::string::npos);
  CHECK(session.settings().hidden == std::vector<uint32_t>{6});
  CHECK(hash_of(session) == before);
  walk.trains_on();
}

TEST_CASE("a session of which nothing can be built says so and can still be set") {
  limit_memory(1);
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().failed; });
  limit_memory(0);
  CHECK_FALSE(session.status().ready);
  CHECK(session.status().trouble);
  CHECK_FALSE(finish(session, [&](auto done) { session.train(1, done); }).empty());
  CHECK(finish(session, [&](auto done) { session.change(hidden(5), done); }).empty());
  CHECK(session.status().ready);
  CHECK_FALSE(session.status().failed);
}

TEST_CASE("changes queued behind a load keep what it loads") {
  for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
    Session session(small(), threading);
    session.load({{"images", test::images(60, 5, 5)}});
    const std::string error = finish(session, [&](auto done) { session.change(hidden(5), done); });
    CHECK(error.empty());
    CHECK(session.settings().data == "files");
    CHECK(session.settings().hidden[0] == 5);
    CHECK(session.snapshot()->data->train_count == 52);
  }
}

TEST_CASE("pause stops training at once while a long question is in work, and cancel ends that") {
  for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
    Session session(small(), threading);
    poll_until(session, [&] { return session.status().ready; });
    session.train();
    std::optional<Session::Report> report;
    session.evaluate("train", {1000}, [&](Session::Report answer) { report = std::move(answer); });
    poll_until(session, [&] { return session.status().cancellable; });
    CHECK(session.status().busy == "Evaluating");
    CHECK(finish(session, [&](auto done) { session.pause(done); }).empty());
    CHECK_FALSE(session.status().training);
    CHECK_FALSE(report);  // it goes on: a million samples
    CHECK(finish(session, [&](auto done) { session.cancel(done); }).empty());
    poll_until(session, [&] { return report.has_value(); });
    CHECK(report->error == "Evaluating: cancelled");
    CHECK(finish(session, [&](auto done) { session.train(1, done); }).empty());
  }
}

TEST_CASE("a benchmark that is cancelled, or left behind, ends with all that it runs on") {
  for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
    Session session(small(), threading);
    poll_until(session, [&] { return session.status().ready; });
    std::optional<Session::Report> report;
    const auto measure = [&] {
      session.bench("W1", 600, "cpu", [&](Session::Report answer) { report = std::move(answer); });
      poll_until(session, [&] { return session.status().cancellable; });
    };
    measure();
    CHECK(finish(session, [&](auto done) { session.cancel(done); }).empty());
    poll_until(session, [&] { return report.has_value(); });
    CHECK(report->error == "Measuring W1: cancelled");
    CHECK(finish(session, [&](auto done) { session.train(1, done); }).empty());
    measure();
  }
}

TEST_CASE("a device that is lost under a benchmark costs a training on the CPU nothing") {
  const auto countdown = std::make_shared<faults::Countdown>();
  uint32_t made = 0;
  Session session(small(), Session::Threading::worker, {},
                  [&, countdown](std::unique_ptr<Backend> backend) {
                    if (made++ == 0) return backend;  // the training's own
                    return faults::losing(std::move(backend), countdown);
                  });
  poll_until(session, [&] { return session.status().ready; });
  finish(session, [&](auto done) { session.train(3, done); });
  const std::string before = hash_of(session);
  countdown->left = 20;
  const auto report =
      finish<Session::Report>(session, [&](auto done) { session.bench("W1", 0.2, "cpu", done); });
  CHECK(countdown->lost);
  CHECK(report.figures.contains("samples_per_second"));  // measured anew
  CHECK(hash_of(session) == before);
  CHECK(session.status().step == 3);
}
