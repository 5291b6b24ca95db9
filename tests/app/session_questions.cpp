// A session asked, saved and opened.
#include <doctest/doctest.h>

#include <cmath>

#include "app/asking.h"
#include "app/session.h"
#include "data/dataset.h"
#include "model/presets.h"
#include "train/checkpoint.h"

using namespace hourglass;

namespace {

Settings small() {
  Settings s;
  s.hidden = {32};
  s.threads = 1;
  s.backend = "cpu";
  return s;
}

}  // namespace

TEST_CASE("a saved training is opened on its data, on those that are here, or not at all") {
  Session session(small(), Session::Threading::slices);
  poll_until(session, [&] { return session.status().ready && session.snapshot(); });
  const auto hash = [&] {
    return finish<Session::Hash>(session, [&](auto done) { session.weights_hash(done); }).text;
  };
  const auto open = [&](const NamedBytes& file) {
    return finish(session, [&](auto done) { session.open(file, done); });
  };
  // A training on data of that name, seen from elsewhere.
  const auto trained_on = [](const Dataset& data, const std::string& called) {
    const auto backend = make_cpu_backend({1, true});
    Settings settings = small();
    settings.data = called;
    Trainer trainer(*backend, settings, data);
    trainer.advance(3);
    return std::pair{NamedBytes{"m.safetensors", write_checkpoint(trainer)},
                     trainer.weights_hash()};
  };
  finish(session, [&](auto done) { session.train(4, done); });
  const auto saved = finish<Session::Saved>(session, [&](auto done) { session.save(done); });
  const std::string then = hash();
  CHECK(saved.step == 4);
  CHECK(saved.file.name == small().preset + "-4.safetensors");
  finish(session, [&](auto done) { session.train(4, done); });
  CHECK(open(saved.file) == "");
  CHECK(session.status().step == 4);
  CHECK(hash() == then);

  const auto [elsewhere, its] = trained_on(make_strokes(300, 1), "idx:nowhere");
  CHECK(open(elsewhere) == "");
  CHECK(hash() == its);
  CHECK(session.status().trouble);
  CHECK(session.status().message ==
        "It learnt from idx:nowhere, which is not here, and goes on with strokes");
  CHECK(session.settings().data == "strokes");

  Dataset small_pictures = make_strokes(300, 1);
  small_pictures.example = {1, 14, 56, 1};
  const std::string refused = open(trained_on(small_pictures, "idx:nowhere").first);
  CHECK(refused.find("load it first, then open the model again") != std::string::npos);
  CHECK(hash() == its);
  CHECK(open({"broken.safetensors", {1, 2, 3}}).starts_with("broken.safetensors"));
  CHECK(hash() == its);
}

TEST_CASE(
    "what is kept without being asked for is what was trained, and of large networks nothing") {
  Session session(small(), Session::Threading::slices);
  poll_until(session, [&] { return session.status().ready && session.snapshot(); });
  const auto kept = [&] {
    return finish<Session::Saved>(session, [&](auto done) { session.autosave(done); });
  };
  CHECK(kept().file.bytes.empty());  // no step yet
  finish(session, [&](auto done) { session.train(2, done); });
  const auto small_one = kept();
  CHECK(small_one.step == 2);
  CHECK(read_checkpoint(small_one.file.bytes, small_one.file.name).hash ==
        finish<Session::Hash>(session, [&](auto done) { session.weights_hash(done); }).text);
  // Asked while the change is still to come.
  bool changed = false;
  session.change([](Settings& s) { s.hidden = {4096, 1024}; },
                 [&](const std::string&) { changed = true; });
  const auto nothing_kept = [&] {
    const auto large = kept();
    CHECK(large.error.empty());
    CHECK(large.file.bytes.empty());
    CHECK_FALSE(session.status().trouble);
  };
  nothing_kept();
  CHECK(changed);
  finish(session, [&](auto done) { session.train(1, done); });
  CHECK(session.status().step == 1);
  nothing_kept();
}

TEST_CASE("of each example the nearest of the training data is found") {
  for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
    Session session(small(), threading);
    poll_until(session, [&] { return session.status().ready && session.snapshot(); });
    const Pictures some = session.snapshot()->data->train.part(5, 3);
    Pictures asked = some;
    for (float& pixel : asked.pixels) pixel *= 0.9f;
    const auto nearest = [&](const Pictures& of) {
      return finish<Session::Decoded>(session, [&](auto done) { session.nearest(of, done); });
    };
    const Session::Decoded found = nearest(asked);
    CHECK(found.error.empty());
    CHECK(found.pictures.count == 3);
    CHECK(found.pictures.pixels == some.pixels);
    asked.width /= 2;
    CHECK(nearest(asked).error.find("others by now") != std::string::npos);
  }
}

TEST_CASE("a blend's ends are decoded as their own classes, and between them as the nearer's") {
  Settings settings = preset_settings("conditional-vae");
  settings.data = "strokes";
  settings.hidden = {32};
  settings.threads = 1;
  settings.backend = "cpu";
  Session session(settings, Session::Threading::worker);
  finish(session, [&](auto done) { session.train(20, done); });
  poll_until(session, [&] { return session.snapshot()->step == 20; });
  const auto s = session.snapshot();
  const Label from = s->data->test_labels[0];
  uint32_t other = 1;
  while (s->data->test_labels[other] == from) ++other;
  const Label to = s->data->test_labels[other];
  REQUIRE(other < s->outputs.count);
  // Neither is what the settings would have codes decoded as.
  Label third = 0;
  while (third == from || third == to) ++third;
  finish(session,
         [&](auto done) { session.change([&](Settings& now) { now.condition = third; }, done); });

  std::vector<float> middle;
  for (uint32_t k = 0; k < s->code_size; ++k)
    middle.push_back((s->codes[k] + s->codes[size_t{other} * s->code_size + k]) / 2);
  std::optional<Session::Blend> blend;
  std::optional<Session::Decoded> as_to, as_set;
  session.blend(0, other, 5, Way::linear, [&](Session::Blend b) { blend = std::move(b); });
  session.decode(middle, to, [&](Session::Decoded d) { as_to = std::move(d); });
  session.decode(middle, {}, [&](Session::Decoded d) { as_set = std::move(d); });
  poll_until(session, [&] { return as_set.has_value(); });
  REQUIRE(blend->latent.count == 5);
  const auto distance = [](std::span<const float> a, std::span<const float> b) {
    float most = 0;
    for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
  };
  CHECK(distance(blend->latent.picture(0), s->outputs.picture(0)) < 1e-5);
  CHECK(distance(blend->latent.picture(4), s->outputs.picture(other)) < 1e-5);
  CHECK(distance(blend->latent.picture(2), as_to->pictures.picture(0)) < 1e-5);
  CHECK(distance(blend->latent.picture(2), as_set->pictures.picture(0)) > 1e-3);
}

TEST_CASE("layers are told of while training goes on, and it ends with the same weights") {
  Settings settings = small();
  settings.reproducible = true;
  std::string plain;
  for (const bool asking : {false, true})
    for (const auto threading : {Session::Threading::worker, Session::Threading::slices}) {
      Session session(settings, threading);
      poll_until(session, [&] { return session.status().ready && session.snapshot(); });
      std::optional<std::string> ended;
      session.train(60, [&](const std::string& error) { ended = error; });
      std::shared_ptr<const LayersReport> report;
      for (uint32_t i = 0; asking && i < 3; ++i) {
        const auto told =
            finish<Session::Layers>(session, [&](auto done) { session.layers(i, done); });
        CHECK(told.error == "");
        report = told.report;
      }
      poll_until(session, [&] { return ended.has_value(); });
      CHECK(*ended == "");
      if (plain.empty()) plain = hash_of(session);
      CHECK(hash_of(session) == plain);
      if (!asking) continue;
      report = finish<Session::Layers>(session, [&](auto done) { session.layers(5, done); }).report;
      REQUIRE(report);
      CHECK(report->step == 60);
      const Snapshot& s = *session.snapshot();
      const auto heads = std::ranges::find(report->layers, "encoder", &LayerReport::module) +
                         1;  // one hidden layer
      const auto codes = finish<Session::Codes>(
          session, [&](auto done) { session.encode(s.data->test.part(5, 1), done); });
      REQUIRE(heads->activations.size() == size_t{2} * codes.size);
      for (uint32_t k = 0; k < codes.size; ++k)
        CHECK(heads->activations[k] == doctest::Approx(codes.mean[k]).epsilon(1e-4));
      // An example that is not there is the last one.
      CHECK(finish<Session::Layers>(session, [&](auto done) {
              session.layers(4'000'000'000, done);
            }).error == "");
    }
}

TEST_CASE("questions are answered: decode, blend, sample, encode, evaluate") {
  Session session(small(), Session::Threading::worker);
  std::optional<Session::Decoded> decoded, bad, sampled;
  std::optional<Session::Blend> blend, wrong;
  std::optional<Session::Report> report;
  session.decode({0, 0, 1, 1}, {}, [&](Session::Decoded d) { decoded = std::move(d); });
  session.decode({0, 0, 1}, {}, [&](Session::Decoded d) { bad = std::move(d); });
  session.sample(5, 9, [&](Session::Decoded d) { sampled = std::move(d); });
  session.blend(0, 1, 7, Way::linear, [&](Session::Blend b) { blend = std::move(b); });
  session.blend(0, 1000000, 7, Way::linear, [&](Session::Blend b) { wrong = std::move(b); });
  session.evaluate("test", {}, [&](Session::Report r) { report = std::move(r); });
  poll_until(session, [&] { return report.has_value(); });
  CHECK(decoded->pictures.count == 2);
  CHECK_FALSE(bad->error.empty());
  CHECK(sampled->pictures.pixels.size() == 5 * 784);
  CHECK(blend->latent.count == 7);
  CHECK(blend->pixels.picture(0)[300] ==
        doctest::Approx(session.snapshot()->data->test.picture(0)[300]));
  CHECK_FALSE(wrong->error.empty());
  CHECK(report->figures.at("images") == strokes_test_count);
}

TEST_CASE(
    "what was erased comes back in as many passes as were asked for, the kept numbers as they "
    "were") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready && session.snapshot(); });
  const Pictures one = session.snapshot()->data->test.part(3, 1);
  std::vector<bool> erased(784);
  for (size_t k = 392; k < 784; ++k) erased[k] = true;
  const auto fill = [&](const Pictures& of, const std::vector<bool>& mask) {
    return finish<Session::Decoded>(session,
                                    [&](auto done) { session.infill(of, mask, 5, {}, done); });
  };
  const Session::Decoded filled = fill(one, erased);
  CHECK(filled.error.empty());
  REQUIRE(filled.pictures.count == 6);
  for (uint32_t pass = 0; pass < 6; ++pass)
    for (size_t k = 0; k < 392; ++k)
      REQUIRE(filled.pictures.picture(pass)[k] == doctest::Approx(one.pixels[k]));
  CHECK(filled.pictures.picture(0)[500] == 0);
  erased.pop_back();
  CHECK(fill(one, erased).error.find("infill: 784 numbers and 783 marks") == 0);
}

TEST_CASE(
    "an example's way through a Gaussian code is traced, and a step of training lowers its loss") {
  Settings settings = small();
  settings.preset = "vae-2d";
  settings.latent = "gaussian";
  settings.limit = 1;
  Session session(settings, Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready && session.snapshot(); });
  const Pictures only = session.snapshot()->data->train.part(0, 1);
  const auto trace = [&](const Pictures& of) {
    return finish<Session::Traced>(session,
                                   [&](auto done) { session.trace(of, {}, {0.4f, -0.8f}, done); });
  };
  const auto loss = [](const LatentTrace& t) { return t.reconstruction + double{t.beta} * t.kl; };
  const Session::Traced before = trace(only);
  CHECK(before.error == "");
  CHECK(before.output.count == 1);
  CHECK(before.trace.step == 0);
  finish(session, [&](auto done) { session.train(20, done); });
  const Session::Traced after = trace(only);
  CHECK(after.trace.step == 20);
  CHECK(loss(after.trace) < loss(before.trace));
  Pictures narrow = only;
  narrow.pixels.pop_back();
  CHECK(trace(narrow).error.find("wanted 784 and 2") != std::string::npos);
}
