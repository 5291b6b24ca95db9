// Between trainers and safetensors.
#include "train/checkpoint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "compute/error.h"
#include "compute/state.h"
#include "share/json.h"
#include "share/safetensors.h"
#include "train/training.h"

namespace hourglass {
namespace {

template <class Word>
SafeTensor tensor_of(std::string type, std::vector<uint64_t> shape, std::span<const Word> from) {
  SafeTensor tensor{std::move(type), std::move(shape), std::vector<uint8_t>(from.size_bytes())};
  std::memcpy(tensor.bytes.data(), from.data(), from.size_bytes());
  return tensor;
}

template <class Word>
std::vector<Word> words_of(const SafeTensor& tensor) {
  std::vector<Word> words(tensor.bytes.size() / sizeof(Word));
  std::memcpy(words.data(), tensor.bytes.data(), tensor.bytes.size());
  return words;
}

std::span<const uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Of all that the weights' hash leaves out: the tensors of these names, in their order.
std::string state_hash(const SafeTensors& file, std::span<const std::string> names) {
  Hash hash;
  hash.add(bytes_of(file.metadata.at("settings")));
  hash.add(bytes_of(file.metadata.at("example")));
  if (const auto phase = file.metadata.find("phase"); phase != file.metadata.end())
    hash.add(bytes_of(phase->second));
  if (const auto turn = file.metadata.find("turn"); turn != file.metadata.end())
    hash.add(bytes_of(turn->second));
  for (const std::string& name : names) hash.add(file.tensors.at(name).bytes);
  return hash.text();
}

std::string moment_name(const std::string& player, size_t i) {
  return std::format("player.{}.{}", player, i);
}
std::string words_name(const std::string& player) { return std::format("player.{}.state", player); }

constexpr std::array<std::pair<const char*, Track Curves::*>, 2> curve_names = {
    {{"curve.train", &Curves::train}, {"curve.test", &Curves::test}}};

SafeTensor tensor_of(const Track& track) {
  std::vector<float> rows;
  for (size_t i = 0; i < track.size(); ++i) {
    rows.push_back(static_cast<float>(track.steps[i]));
    rows.insert(rows.end(), track.row(i).begin(), track.row(i).end());
  }
  return tensor_of<float>("F32", {track.size(), track.series + uint64_t{1}}, rows);
}

// As far as its steps are in order. Pre: [points, 1 + series].
Track track_of(const SafeTensor& tensor) {
  const auto series = static_cast<size_t>(tensor.shape[1] - 1);
  Track track{static_cast<uint32_t>(series), {}, {}};
  const std::vector<float> rows = words_of<float>(tensor);
  for (size_t at = 0; at + series < rows.size(); at += series + 1) {
    const double step = std::clamp(double{1} * rows[at], 0.0, 4294967295.0);
    if (!(step >= (track.empty() ? 0 : track.steps.back()))) return track;
    track.add(static_cast<uint32_t>(step), std::span(rows).subspan(at + 1, series));
  }
  return track;
}

// [phase, its steps], and of what has several [phase, its steps, [steps of those that are over]], and in early
// stopping behind them the best judgement and how many came since.
nlohmann::json phase_of(const Trainer::State& state) {
  nlohmann::json phase{state.phase, state.phase_step};
  if (!state.lengths.empty() || state.best) phase.push_back(state.lengths);
  if (state.best) {
    phase.push_back(state.best->judged);
    phase.push_back(state.best->worse);
  }
  return phase;
}

uint32_t count_of(const nlohmann::json& number) {
  return static_cast<uint32_t>(std::min<uint64_t>(whole_number(number), ~0u));
}

void read_phase(const nlohmann::json& phase, Trainer::State& state) {
  state.phase = count_of(phase.at(0));
  state.phase_step = count_of(phase.at(1));
  if (phase.size() > 2)
    for (const nlohmann::json& steps : phase.at(2)) state.lengths.push_back(count_of(steps));
  if (phase.size() > 3)
    state.best = Trainer::Best{{}, {}, phase.at(3).get<double>(), count_of(phase.at(4))};
}

// h, w, c as [28,28,1], and classes, if any. Limits before anything is multiplied.
Example example_of(const nlohmann::json& sides) {
  const uint64_t h = whole_number(sides.at(0)), w = whole_number(sides.at(1)),
                 c = whole_number(sides.at(2));
  const uint64_t classes = sides.size() > 3 ? whole_number(sides.at(3)) : 0;
  const auto within = [](uint64_t side, uint64_t most) { return side >= 1 && side <= most; };
  // A picture has few channels; a row of numbers is one place of many.
  const uint64_t channels = h == 1 && w == 1 ? most_columns : 4;
  if (!within(h, 1024) || !within(w, 1024) || !within(c, channels))
    fail("images of {}×{}×{} are not possible; it is damaged, save it again", h, w, c);
  if (classes > most_classes)
    fail("labels of {} classes are not possible; it is damaged, save it again", classes);
  return {{1, static_cast<uint32_t>(h), static_cast<uint32_t>(w), static_cast<uint32_t>(c)},
          static_cast<uint32_t>(classes)};
}

}  // namespace

std::vector<uint8_t> write_checkpoint(const Trainer& trainer, const Curves& curves) {
  SafeTensors file;
  const Trainer::State state = trainer.save();
  const Shape shape = trainer.example();
  nlohmann::json example{shape.h, shape.w, shape.c};
  if (const uint32_t classes = trainer.method().classes(); classes > 0) example.push_back(classes);
  file.metadata = {{"format", "hourglass 2"},
                   {"settings", to_json(trainer.settings()).dump()},
                   {"example", example.dump()},
                   {"phase", phase_of(state).dump()},
                   {"weights_hash", hash_of(state.parameters)}};
  // Between two players' moves.
  if (state.turn > 0) file.metadata["turn"] = std::to_string(state.turn);
  std::span<const float> values = state.parameters;
  for (const Network::Part& part : trainer.network().parts)
    for (const Piece& piece : part.plan.pieces) {
      const auto count = static_cast<size_t>(piece.count());
      file.tensors[std::format("{}.{}", part.name, piece.name)] =
          tensor_of<float>("F32", piece.shape, values.first(count));
      values = values.subspan(count);
    }
  std::vector<std::string> names;
  const auto add = [&](std::string name, SafeTensor tensor) {
    file.tensors[name] = std::move(tensor);
    names.push_back(std::move(name));
  };
  add("clock", tensor_of<uint32_t>("U32", {state.clock.size()}, state.clock));
  if (!state.statistics.empty())
    add("statistics", tensor_of<float>("F32", {state.statistics.size()}, state.statistics));
  if (state.best) {
    add("best", tensor_of<float>("F32", {state.best->parameters.size()}, state.best->parameters));
    if (!state.best->statistics.empty())
      add("best.statistics",
          tensor_of<float>("F32", {state.best->statistics.size()}, state.best->statistics));
  }
  for (const Player::State& player : state.players) {
    for (size_t i = 0; i < player.moments.size(); ++i)
      add(moment_name(player.name, i),
          tensor_of<float>("F32", {player.moments[i].size()}, player.moments[i]));
    add(words_name(player.name), tensor_of<uint32_t>("U32", {player.words.size()}, player.words));
  }
  for (const auto& [name, track] : curve_names)
    if (!(curves.*track).empty()) add(name, tensor_of(curves.*track));
  file.metadata["state_hash"] = state_hash(file, names);
  return write_safetensors(file);
}

Checkpoint read_checkpoint(const std::vector<uint8_t>& bytes, const std::string& name) {
  const SafeTensors file = read_safetensors(bytes, name);
  const auto metadata = [&](const char* key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
      fail("{}: has no {}; it was not saved by Hourglass", name, key);
    return found->second;
  };
  const auto tensor = [&](const std::string& key) -> const SafeTensor& {
    const auto found = file.tensors.find(key);
    if (found == file.tensors.end()) fail("{}: {} is missing; save it again", name, key);
    return found->second;
  };
  Checkpoint checkpoint;
  const std::string format = metadata("format");
  const bool first = format == "hourglass 1";
  if (!first && format != "hourglass 2")
    fail("{}: its format is '{}'; this version reads 'hourglass 1' and 'hourglass 2'", name,
         format);
  const auto settings = parse_json(metadata("settings")), example = parse_json(metadata("example"));
  if (settings.is_discarded())
    fail("{}: its settings are no JSON; it is damaged, save it again", name);
  std::unique_ptr<Method> method;
  std::vector<Module> modules;
  try {
    merge_json(checkpoint.settings, settings);
    checkpoint.example = example_of(example);
    method = make_method(checkpoint.settings, checkpoint.example);
    modules = method->modules();
  } catch (const nlohmann::json::exception&) {
    fail("{}: its example is no list of three sides; it is damaged, save it again", name);
  } catch (const Error& error) {
    fail("{}: {}", name, error.what());
  }
  checkpoint.hash = metadata("weights_hash");
  Trainer::State& state = checkpoint.state;
  // By the names of the settings' own network. Its size is known before anything of it is made: a small
  // file may promise a huge one.
  for (const Module& module : modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < module.layers.size(); ++i)
      for (const ParameterPlan& plan : module.layers[i]->parameters(inputs[i]))
        for (const Piece& piece : plan.pieces) {
          const std::string key = std::format("{}.{}.{}", module.name, i, piece.name);
          const auto values = words_of<float>(tensor(key));
          if (values.size() != piece.count())
            fail("{}: {} holds {} weights, its settings ask for {}; it is damaged, save it again",
                 name, key, values.size(), piece.count());
          state.parameters.insert(state.parameters.end(), values.begin(), values.end());
        }
  }
  std::vector<std::string> names;
  if (first) {
    // One player; its words and the clock's lay in one tensor.
    Player::State& player = state.players.emplace_back(Player::State{"all", {}, {}});
    for (size_t i = 0; file.tensors.contains(std::format("optimizer.{}", i)); ++i) {
      names.push_back(std::format("optimizer.{}", i));
      player.moments.push_back(words_of<float>(tensor(names.back())));
    }
    names.emplace_back("state");
    state.clock = player.words = words_of<uint32_t>(tensor("state"));
    state.phase_step = state.clock.empty() ? 0 : state.clock[state::step];
  } else {
    try {
      read_phase(parse_json(metadata("phase")), state);
    } catch (const nlohmann::json::exception&) {
      fail("{}: its phase is no pair of numbers; it is damaged, save it again", name);
    }
    if (const auto turn = file.metadata.find("turn"); turn != file.metadata.end()) {
      const std::string& text = turn->second;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), state.turn);
      if (error != std::errc{} || end != text.data() + text.size())
        fail("{}: its turn is no number; it is damaged, save it again", name);
    }
    names.emplace_back("clock");
    state.clock = words_of<uint32_t>(tensor("clock"));
    if (file.tensors.contains("statistics")) {
      names.emplace_back("statistics");
      state.statistics = words_of<float>(tensor("statistics"));
    }
    if (state.best) {
      names.emplace_back("best");
      state.best->parameters = words_of<float>(tensor("best"));
      if (state.best->parameters.size() != state.parameters.size())
        fail("{}: its best weights are another network's; it is damaged, save it again", name);
    }
    if (state.best && file.tensors.contains("best.statistics")) {
      names.emplace_back("best.statistics");
      state.best->statistics = words_of<float>(tensor("best.statistics"));
    }
    for (const PlayerPlan& plan : method->players()) {
      const std::string& who = plan.name;
      Player::State& player = state.players.emplace_back(Player::State{who, {}, {}});
      for (size_t i = 0; file.tensors.contains(moment_name(who, i)); ++i) {
        names.push_back(moment_name(who, i));
        player.moments.push_back(words_of<float>(tensor(names.back())));
      }
      names.push_back(words_name(who));
      player.words = words_of<uint32_t>(tensor(names.back()));
    }
    for (const auto& [curve, track] : curve_names) {
      if (!file.tensors.contains(curve)) continue;
      names.emplace_back(curve);
      const SafeTensor& rows = tensor(curve);
      const bool wide = rows.shape.size() == 2 && rows.shape[1] >= 2 && rows.shape[1] <= 64;
      if (wide) checkpoint.curves.*track = track_of(rows);
    }
  }
  if (checkpoint.hash != hash_of(state.parameters))
    fail("{}: its weights do not match their hash; it is damaged, save it again", name);
  if (metadata("state_hash") != state_hash(file, names))
    fail("{}: its settings or state do not match their hash; it is damaged, save it again", name);
  return checkpoint;
}

void check_fits(const Checkpoint& checkpoint, const Dataset& train) {
  const Shape a = checkpoint.example.shape, b = train.example;
  if (a.h != b.h || a.w != b.w || a.c != b.c)
    fail("checkpoint: was trained on {}×{} images, {} has {}×{}; choose its own data", a.w, a.h,
         train.name, b.w, b.h);
  const uint32_t classes = checkpoint.example.classes;
  if (classes > 0 && classes != train.classes)
    fail("checkpoint: was trained with labels of {} classes, {} has {}; choose its own data",
         classes, train.name, train.classes);
}

std::unique_ptr<Trainer> resume(Backend& backend, const Checkpoint& checkpoint,
                                const Dataset& train) {
  check_fits(checkpoint, train);
  check_needs(checkpoint.settings, train, backend.info());
  auto trainer = std::make_unique<Trainer>(backend, checkpoint.settings, train);
  trainer->restore(checkpoint.state);
  return trainer;
}

}  // namespace hourglass
