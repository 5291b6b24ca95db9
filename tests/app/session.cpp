// The session: commands in, snapshots out, with a worker and in slices.
#include "app/session.h"

#include <doctest/doctest.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/asking.h"
#include "app/dropped_files.h"
#include "data/dataset.h"
#include "model/presets.h"
#include "share/link.h"
#include "train/checkpoint.h"
#include "view/plane_axes.h"

using namespace hourglass;

namespace {

Settings small() {
  Settings s;
  s.hidden = {32};
  s.threads = 1;
  s.backend = "cpu";
  return s;
}

Session::Edit to(const Settings& wanted) {
  return [wanted](Settings& settings) { settings = wanted; };
}

}  // namespace

TEST_CASE("a session is ready by itself and trains the steps it is asked for") {
  for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
    Session session(small(), threading);
    poll_until(session, [&] { return session.status().ready && session.snapshot(); });
    CHECK(session.snapshot()->step == 0);
    CHECK(session.snapshot()->manifold.count == manifold_side * manifold_side);
    CHECK(finish(session, [&](auto done) { session.train(40, done); }).empty());
    poll_until(session, [&] { return session.snapshot()->step == 40; });
    CHECK(session.status().training == false);
    CHECK(session.snapshot()->train_curve.size() == 40);
    CHECK(session.snapshot()->codes.size() == 2 * plane_points);
    // The bars of the units add up to the test curve's KL.
    const std::vector<float>& units = session.snapshot()->unit_kl;
    const Track& test = session.snapshot()->test_curve;
    REQUIRE(units.size() == 2);
    CHECK(test.steps.back() == 40);
    CHECK(test.row(test.size() - 1)[1] == doctest::Approx(units[0] + units[1]).epsilon(1e-3));
  }
}

TEST_CASE("worker and slices train to the same weights") {
  Session worker(small(), Session::Threading::worker), slices(small(), Session::Threading::slices);
  finish(worker, [&](auto done) { worker.train(30, done); });
  finish(slices, [&](auto done) { slices.train(30, done); });
  CHECK(hash_of(worker) == hash_of(slices));
}

TEST_CASE("a reply never arrives before the status it speaks of") {
  Session session(small(), Session::Threading::worker);
  for (uint32_t step = 1; step <= 50; ++step) {
    std::optional<SessionStatus> status;
    session.train(1, [&](std::string) { status = session.status(); });
    poll_until(session, [&] { return status.has_value(); });
    CHECK(status->step == step);
    CHECK_FALSE(status->training);
  }
}

TEST_CASE("what is reported is in the status at once, and stays there") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  session.report("link: 'x' is unknown", true);
  CHECK(session.status().message == "link: 'x' is unknown");
  CHECK(session.status().trouble);
  session.poll(0.01);
  CHECK(session.status().message == "link: 'x' is unknown");
}

TEST_CASE("changes made one after the other all hold") {
  Session session(small(), Session::Threading::worker);
  Settings s = session.settings();
  s.learning_rate = 0.01f;
  session.change(to(s));
  s = session.settings();
  s.beta = 2;
  CHECK(finish(session, [&](auto done) { session.change(to(s), done); }).empty());
  CHECK(session.settings().learning_rate == 0.01f);
  CHECK(session.settings().beta == 2);
}

TEST_CASE("who waits for a training is told when another takes over, or the network is rebuilt") {
  Session session(small(), Session::Threading::worker);
  std::vector<std::string> ends;
  session.train(1000000, [&](std::string error) { ends.push_back("first: " + error); });
  session.train(5, [&](std::string error) { ends.push_back("second: " + error); });
  poll_until(session, [&] { return ends.size() == 2; });
  CHECK(ends[0].find("took over") != std::string::npos);
  CHECK(ends[1] == "second: ");
  session.train(1000000, [&](std::string error) { ends.push_back(error); });
  Settings next = small();
  next.hidden = {16};
  session.change(to(next));
  poll_until(session, [&] { return ends.size() == 3; });
  CHECK(ends[2].find("rebuilt") != std::string::npos);
}

TEST_CASE("the largest number of steps is no small one") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  session.train(4294967295u);
  poll_until(session, [&] { return session.status().step > 30; });
  session.pause();
}

TEST_CASE("data that is not there at the start is told, and strokes stand in") {
  Settings s = small();
  s.data = "mnist:/nowhere";
  s.beta = 3;
  Session session(s, Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  CHECK(session.settings().data == "strokes");
  CHECK(session.settings().beta == 3);
  CHECK(session.status().trouble);
}

TEST_CASE(
    "files with MNIST's numbers are called MNIST only where they are it, and so is their link") {
  const auto idx = [](std::vector<uint32_t> sizes) {
    std::vector<uint8_t> bytes{0, 0, 8, static_cast<uint8_t>(sizes.size())};
    size_t values = 1;
    for (const uint32_t size : sizes) {
      for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<uint8_t>(size >> shift));
      values *= size;
    }
    bytes.resize(bytes.size() + values, 7);
    return bytes;
  };
  Session session(small(), Session::Threading::slices);
  std::vector<NamedBytes> files{{"train", idx({60000, 28, 28})}, {"test", idx({10000, 28, 28})}};
  CHECK(finish(session, [&](auto done) { session.load(std::move(files), done); }) == "");
  CHECK(session.settings().data == "files");
  CHECK(session.snapshot()->data->name == "files");
  CHECK(write_link(session.settings()) == write_link(small()));

  const std::string folder = data_folder("mnist");
  if (folder.empty()) {
    std::cout << "skipped: MNIST in a session, no folder mnist; set HOURGLASS_DATA\n";
    return;
  }
  CHECK(finish(session, [&](auto done) { session.load("mnist:" + folder, done); }) == "");
  CHECK(session.settings().data == "mnist");
  CHECK(write_link(session.settings()).find("&data=mnist") != std::string::npos);
}

TEST_CASE("a session that begins with MNIST fetches it and shows strokes meanwhile") {
  Settings s = small();
  s.data = "mnist";
  int fetched = 0;
  Session session(s, Session::Threading::worker, [&](std::string) { ++fetched; });
  poll_until(session, [&] { return session.status().ready; });
  CHECK(fetched == 1);
  CHECK(session.settings().data == "strokes");
}

TEST_CASE("pause stops an endless training and tells who waited") {
  Session session(small(), Session::Threading::worker);
  bool ended = false;
  session.train({}, [&](std::string) { ended = true; });
  poll_until(session, [&] { return session.status().step > 5; });
  session.pause();
  poll_until(session, [&] { return ended; });
  const uint32_t step = session.status().step;
  // What went on training would do so between two answers.
  for (int i = 0; i < 5; ++i) hash_of(session);
  CHECK(session.status().step == step);
}

TEST_CASE("reset goes back to the first weights of the seed") {
  Session session(small(), Session::Threading::worker);
  const std::string first = hash_of(session);
  finish(session, [&](auto done) { session.train(5, done); });
  CHECK(hash_of(session) != first);
  finish(session, [&](auto done) { session.reset(done); });
  CHECK(hash_of(session) == first);
}

TEST_CASE("a live change keeps the weights, a structural one makes new ones") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  Settings next = small();
  next.learning_rate = 0.01f;
  CHECK(finish(session, [&](auto done) { session.change(to(next), done); }).empty());
  poll_until(session, [&] { return session.settings().learning_rate == 0.01f; });
  CHECK(session.status().step == 5);
  next.hidden = {16};
  CHECK(finish(session, [&](auto done) { session.change(to(next), done); }).empty());
  poll_until(session, [&] { return session.status().step == 0; });
  CHECK(session.status().step == 0);
}

TEST_CASE("a linear network is shown beside the principal components, others are not") {
  Settings linear = preset_settings("linear");
  linear.threads = 1;
  linear.backend = "cpu";
  linear.learning_rate = 0.01f;
  Session session(linear, Session::Threading::worker);
  finish(session, [&](auto done) { session.train(300, done); });
  poll_until(session, [&] { return session.snapshot()->step == 300; });
  const auto shown = session.snapshot();
  CHECK(shown->pca_mse > 0);
  CHECK(shown->pca_cosine > 0.5);
  CHECK(shown->test_curve.last()[0] > 0.99 * shown->pca_mse);
  CHECK(shown->test_curve.last()[0] < 1.3 * shown->pca_mse);
  Settings deep = linear;
  deep.hidden = {16};
  CHECK(finish(session, [&](auto done) { session.change(to(deep), done); }).empty());
  poll_until(session, [&] { return session.snapshot()->step == 0; });
  CHECK(session.snapshot()->pca_mse == 0);
}

TEST_CASE("other examples of the same data keep the weights and the curve") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  std::string before, after;
  const auto hash = [&](std::string& to) {
    bool there = false;
    session.weights_hash([&](Session::Hash h) {
      to = h.text;
      there = true;
    });
    poll_until(session, [&] { return there; });
  };
  hash(before);
  Settings next = small();
  next.classes = {1, 7};
  next.limit = 1;
  CHECK(finish(session, [&](auto done) { session.change(to(next), done); }).empty());
  poll_until(session, [&] { return session.snapshot()->data->train_count == 1; });
  hash(after);
  CHECK(after == before);
  CHECK(session.status().step == 5);
  CHECK(session.snapshot()->train_curve.size() == 5);
  for (const auto label : session.snapshot()->data->test_labels) CHECK((label == 1 || label == 7));
  CHECK(finish(session, [&](auto done) { session.train(3, done); }).empty());
  CHECK(session.status().step == 8);
  next.classes = {40};
  CHECK(finish(session, [&](auto done) { session.change(to(next), done); }).find("no class 40") !=
        std::string::npos);
  CHECK(session.settings().classes == std::vector<uint32_t>{1, 7});
}

TEST_CASE("a live change leaves the views what they keep of the network, new weights do not") {
  Settings next = small();
  next.code = 5;  // drawn in its principal directions, which are sought from the last ones on
  Session session(next, Session::Threading::slices);
  view::PlaneAxes axes;
  const auto fresh_after = [&](auto command) {
    finish(session, command);
    finish(session, [&](auto done) { session.train(1, done); });
    return axes.update(*session.snapshot());
  };
  CHECK(fresh_after([&](auto done) { session.train(1, done); }));
  CHECK_FALSE(fresh_after([&](auto done) { session.train(1, done); }));
  next.beta = 2;
  next.learning_rate = 0.01f;
  next.epochs = 7;
  CHECK_FALSE(fresh_after([&](auto done) { session.change(to(next), done); }));
  CHECK(fresh_after([&](auto done) { session.reset(done); }));
}

TEST_CASE("a change of epochs while training moves the end, but not that of so many steps") {
  constexpr uint32_t pass = 94;  // steps: 12,000 strokes by 128
  Session session(small(), Session::Threading::slices);
  Settings next = small();
  // Queued with the training, so that it is changed before its first step.
  const auto trained = [&](std::optional<uint32_t> steps, uint32_t epochs) {
    std::optional<std::string> end;
    session.train(steps, [&](std::string error) { end = error; });
    next.epochs = epochs;
    session.change(to(next));
    poll_until(session, [&] { return end || session.status().step > 4 * pass; });
    CHECK(end == "");
    return session.status().step;
  };
  CHECK(trained({}, 1) == pass);      // was endless
  CHECK(trained({}, 2) == 2 * pass);  // had come to its end
  CHECK(trained({}, 1) == 2 * pass);  // is past its end
  CHECK(trained(10, 3) == 2 * pass + 10);
}

TEST_CASE("what fails says so and leaves everything as it was") {
  Session session(small(), Session::Threading::worker);
  finish(session, [&](auto done) { session.train(5, done); });
  const std::string before = hash_of(session);
  CHECK_FALSE(finish(session, [&](auto done) { session.load("mnist:/nowhere", done); }).empty());
  std::vector<NamedBytes> files;
  files.push_back({"cat.png", {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0}});
  const std::string error = finish(session, [&](auto done) { session.load(files, done); });
  CHECK(error.find("cat.png") != std::string::npos);
  poll_until(session, [&] { return session.status().trouble; });
  CHECK(session.status().trouble);
  Settings bad = small();
  bad.loss = "mse";
  CHECK_FALSE(finish(session, [&](auto done) { session.change(to(bad), done); }).empty());
  CHECK(hash_of(session) == before);
  CHECK(session.status().step == 5);
}

TEST_CASE("a diverging training stops with advice") {
  Settings s = small();
  s.optimizer = "sgd";
  s.learning_rate = 1;
  Session session(s, Session::Threading::worker);
  const std::string error = finish(session, [&](auto done) { session.train({}, done); });
  CHECK(error.find("lower the learning rate") != std::string::npos);
}
