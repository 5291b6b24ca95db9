// Weights that travel in a link: how near they are to what they were, that training goes on, and that nothing
// which somebody else wrote does harm.
#include "train/link_weights.h"

#include <doctest/doctest.h>

#include <cmath>

#include "compute/error.h"
#include "data/sources.h"
#include "share/link.h"
#include "share/squeezed.h"

using namespace hourglass;

namespace {

Split data_of(const Settings& s) {
  Split split = load_dataset(s.data, s.seed);
  split.train = part(split.train, 0, std::min(2000u, split.train.count));
  split.test = part(split.test, 0, std::min(500u, split.test.count));
  return split;
}

struct Run {
  Settings settings;
  Split data = data_of(settings);
  std::unique_ptr<Backend> backend = make_cpu_backend({1, false});
  Trainer trainer{*backend, settings, data.train};

  Run(Settings s, uint32_t steps) : settings(std::move(s)) { trainer.advance(steps); }
};

Settings small(std::string_view preset, std::vector<uint32_t> hidden = {}) {
  Settings s = preset_settings(preset);
  if (!hidden.empty()) s.hidden = std::move(hidden);
  s.threads = 1;
  s.backend = "cpu";
  return s;
}

// With a little of everything: batch normalisation's statistics, a whole bias, rounded weights.
Settings normalised() {
  Settings s = small("deep", {5, 4});
  s.normalisation = "batch";
  s.batch = 50;
  return s;
}

void refused(const Settings& settings, const std::string& word) {
  try {
    const Checkpoint read = unpack_weights(settings, word);
    for (const float w : read.state.parameters) CHECK(std::isfinite(w));
  } catch (const Error& error) {
    const std::string_view text = error.what();
    CHECK(text.starts_with("link: its weights "));
    CHECK(text.find('\n') == text.npos);
    CHECK(text.size() < 240);
  }
}

}  // namespace

TEST_CASE("a link's weights lose at most a hundredth of the test loss, and fit into it") {
  for (const auto& [settings, steps] : {std::pair{small("linear"), 300u},
                                        {small("deep", {5}), 300u},
                                        {small("vae-2d", {6}), 300u},
                                        {normalised(), 200u},
                                        {small("gan-2d"), 400u},
                                        {small("affine-generator"), 200u},
                                        {small("mixture"), 40u}}) {
    CAPTURE(settings.preset);
    Run run(settings, steps);
    const std::string word = pack_weights(run.trainer);
    const std::string link = write_link(settings, {}, {}, word);
    CHECK_NOTHROW(check_length(link));
    const ReadLink read = read_link(link, Settings{});
    CHECK(read.remarks.empty());
    const Checkpoint carried = unpack_weights(read.settings, read.weights);
    const auto again = resume(*run.backend, carried, run.data.train);
    CHECK(again->step() == steps);
    const double before = run.trainer.evaluate(run.data.test).figures.loss,
                 after = again->evaluate(run.data.test).figures.loss;
    MESSAGE(settings.preset, ": ", before, " before, ", after, " after, link of ", link.size());
    CHECK(std::abs(after - before) <= 0.01 * std::abs(before));
    again->advance(5);
    CHECK(again->step() == steps + 5);
    CHECK(std::isfinite(again->evaluate(run.data.test).figures.loss));
  }
}

TEST_CASE(
    "a link's weight is off by at most half a step of its block, and what is little is whole") {
  Run run(normalised(), 20);
  const Trainer::State was = run.trainer.save();
  const Checkpoint carried = unpack_weights(run.settings, pack_weights(run.trainer));
  CHECK(carried.state.statistics == was.statistics);
  size_t at = 0;
  each_piece(run.trainer.network().modules, [&](const std::string& layer, const Piece& piece) {
    CAPTURE(layer);
    const size_t end = at + static_cast<size_t>(piece.count());
    float worst = 0;  // in steps
    for (size_t first = at; first < end; first += 64) {
      float largest = 0;
      for (size_t i = first; i < std::min(first + 64, end); ++i)
        largest = std::max(largest, std::abs(was.parameters[i]));
      for (size_t i = first; i < std::min(first + 64, end); ++i)
        worst = std::max(worst, std::abs(carried.state.parameters[i] - was.parameters[i]) * 127 /
                                    std::max(largest, 1e-30f));
    }
    CHECK(worst <= (piece.count() <= 512 ? 0 : 0.51f));
    at = end;
  });
  CHECK(at == was.parameters.size());
}

TEST_CASE("a link's training goes on in the phase where it was") {
  Settings s = small("stacked", {8, 6});
  s.pretrain_epochs = 1;
  s.fine_tune_epochs = 1;
  s.batch = 500;
  Run run(s, 5);  // 4 a phase
  const Checkpoint carried = unpack_weights(s, pack_weights(run.trainer));
  const auto again = resume(*run.backend, carried, run.data.train);
  CHECK(again->phases() == run.trainer.phases());
  CHECK(again->epoch() == doctest::Approx(run.trainer.epoch()));
  again->advance(1000);
  CHECK(again->finished());
}

TEST_CASE("what has no room in a link is refused in one line, before it is copied") {
  Run run(small("vae-2d"), 1);  // 784-256-64-2 and back
  CHECK_THROWS_WITH(pack_weights(run.trainer),
                    "link: its weights are too many for a link; take the file instead");
  CHECK_THROWS_AS(check_length(std::string(longest_link + 1, 'x')), Error);
}

TEST_CASE("cut off, mangled or made up, a link's weights give one line or weights") {
  const Settings s = normalised();
  Run run(s, 3);
  const std::string word = pack_weights(run.trainer);
  // Every length near the ends, and many between.
  for (size_t length = 0; length < word.size(); length += length < 80 ? 1 : 37) {
    CAPTURE(length);
    CHECK_THROWS_AS(unpack_weights(s, word.substr(0, length)), Error);
    refused(s, word.substr(0, length));
  }
  uint32_t state = 9;
  const auto random = [&](size_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  for (int i = 0; i < 500; ++i) {
    std::string other = word;
    for (size_t k = random(4); k-- > 0;) other[random(other.size())] = "Aa0-_+%\n"[random(8)];
    refused(s, other);
  }
  CHECK_THROWS_AS(unpack_weights(small("deep", {5, 3}), word), Error);
  CHECK_THROWS_AS(unpack_weights(small("mixture"), word), Error);
}

TEST_CASE("whatever a link's weights say of themselves does no harm") {
  const Settings s = small("mixture");
  const size_t numbers = [&] {
    Run run(s, 1);
    return run.trainer.save().parameters.size();
  }();
  const auto word_of = [&](const std::string& head, float value = 0.5f) {
    std::vector<uint8_t> bytes(head.begin(), head.end());
    for (size_t i = 0; i < numbers; ++i) {
      const auto* raw = reinterpret_cast<const uint8_t*>(&value);
      bytes.insert(bytes.end(), raw, raw + sizeof value);
    }
    return squeezed(bytes);
  };
  const std::string sound = R"({"example":[1,1,2],"phase":[0,3]})"
                            "\n";
  CHECK_NOTHROW(unpack_weights(s, word_of(sound)));
  CHECK_THROWS_AS(unpack_weights(s, word_of(sound, NAN)), Error);
  CHECK_THROWS_AS(unpack_weights(s, word_of(sound, INFINITY)), Error);
  for (const char* head :
       {"", "\n", "{}\n", "[]\n", "null\n", "{\"example\":[1,1,2]}\n",
        "{\"example\":[1,1,2],\"phase\":[]}\n", "{\"example\":[1,1,2],\"phase\":[\"a\",{}]}\n",
        "{\"example\":[0,1,2],\"phase\":[0,3]}\n",
        "{\"example\":[1,1,4294967295],\"phase\":[0,3]}\n",
        "{\"example\":[1e9,1e9,1],\"phase\":[0,3]}\n", "{\"example\":[28,28,1],\"phase\":[0,3]}\n",
        "{\"example\":[1,1,2,99999999],\"phase\":[0,3]}\n"}) {
    CAPTURE(head);
    CHECK_THROWS_AS(unpack_weights(s, word_of(head)), Error);
  }
  // Places in a training that there are not are found when it is to go on there.
  const Split data = data_of(s);
  const auto backend = make_cpu_backend({1, false});
  for (const char* head : {"{\"example\":[1,1,2],\"phase\":[7,3]}\n",
                           "{\"example\":[1,1,2],\"phase\":[0,3,[1,2,3,4]]}\n",
                           "{\"example\":[1,1,2],\"phase\":[4294967295,3,[]]}\n",
                           "{\"example\":[1,1,2],\"phase\":[0,4294967295]}\n"}) {
    CAPTURE(head);
    const Checkpoint read = unpack_weights(s, word_of(head));
    CHECK_THROWS_AS(resume(*backend, read, data.train), Error);
  }
}
