// Between trainers and safetensors.
#include "train/checkpoint.h"

#include <algorithm>
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

constexpr auto optimizer_name = [](size_t i) { return std::format("optimizer.{}", i); };

// Of all that the weights' hash leaves out.
std::string state_hash(const SafeTensors& file) {
  Hash hash;
  hash.add(bytes_of(file.metadata.at("settings")));
  hash.add(bytes_of(file.metadata.at("example")));
  for (size_t i = 0; file.tensors.contains(optimizer_name(i)); ++i)
    hash.add(file.tensors.at(optimizer_name(i)).bytes);
  hash.add(file.tensors.at("state").bytes);
  return hash.text();
}

// h, w, c as [28,28,1]. Limits before anything is multiplied.
Shape example_of(const nlohmann::json& sides) {
  const uint64_t h = whole_number(sides.at(0)), w = whole_number(sides.at(1)),
                 c = whole_number(sides.at(2));
  const auto within = [](uint64_t side, uint64_t most) { return side >= 1 && side <= most; };
  if (!within(h, 1024) || !within(w, 1024) || !within(c, 4))
    fail("images of {}×{}×{} are not possible; it is damaged, save it again", h, w, c);
  return {1, static_cast<uint32_t>(h), static_cast<uint32_t>(w), static_cast<uint32_t>(c)};
}

}  // namespace

std::vector<uint8_t> write_checkpoint(const Trainer& trainer) {
  SafeTensors file;
  const Trainer::State state = trainer.save();
  const Shape example = trainer.network().example;
  file.metadata = {{"format", "hourglass 1"},
                   {"settings", to_json(trainer.settings()).dump()},
                   {"example", nlohmann::json{example.h, example.w, example.c}.dump()},
                   {"weights_hash", hash_of(state.parameters)}};
  std::span<const float> values = state.parameters;
  for (const Network::Part& part : trainer.network().parts) {
    const size_t inputs = part.start.shape.n - 1, outputs = part.start.shape.features();
    file.tensors[part.name + ".weight"] =
        tensor_of<float>("F32", {inputs, outputs}, values.first(inputs * outputs));
    file.tensors[part.name + ".bias"] =
        tensor_of<float>("F32", {outputs}, values.subspan(inputs * outputs, outputs));
    values = values.subspan((inputs + 1) * outputs);
  }
  for (size_t i = 0; i < state.optimizer.size(); ++i)
    file.tensors[optimizer_name(i)] =
        tensor_of<float>("F32", {state.optimizer[i].size()}, state.optimizer[i]);
  file.tensors["state"] = tensor_of<uint32_t>("U32", {state.words.size()}, state.words);
  file.metadata["state_hash"] = state_hash(file);
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
  if (metadata("format") != "hourglass 1")
    fail("{}: its format is '{}'; this version reads 'hourglass 1'", name, metadata("format"));
  const auto settings = parse_json(metadata("settings")), example = parse_json(metadata("example"));
  if (settings.is_discarded())
    fail("{}: its settings are no JSON; it is damaged, save it again", name);
  try {
    merge_json(checkpoint.settings, settings);
    checkpoint.example = example_of(example);
  } catch (const nlohmann::json::exception&) {
    fail("{}: its example is no list of three sides; it is damaged, save it again", name);
  } catch (const Error& error) {
    fail("{}: {}", name, error.what());
  }
  checkpoint.hash = metadata("weights_hash");
  // The names in the network's order.
  for (const char* half : {"encoder", "decoder"})
    for (size_t i = 0; i <= checkpoint.settings.hidden.size(); ++i)
      for (const char* part : {"weight", "bias"}) {
        const auto values = words_of<float>(tensor(std::format("{}.{}.{}", half, i, part)));
        auto& all = checkpoint.state.parameters;
        all.insert(all.end(), values.begin(), values.end());
      }
  // Before a network of such a size is made: a small file may promise a huge one.
  const uint64_t wanted = count_parameters(
      make_autoencoder(checkpoint.settings, checkpoint.example), checkpoint.example);
  if (checkpoint.state.parameters.size() != wanted)
    fail("{}: holds {} weights, its settings ask for {}; it is damaged, save it again", name,
         checkpoint.state.parameters.size(), wanted);
  for (size_t i = 0; file.tensors.contains(optimizer_name(i)); ++i)
    checkpoint.state.optimizer.push_back(words_of<float>(tensor(optimizer_name(i))));
  checkpoint.state.words = words_of<uint32_t>(tensor("state"));
  if (checkpoint.hash != hash_of(checkpoint.state.parameters))
    fail("{}: its weights do not match their hash; it is damaged, save it again", name);
  if (metadata("state_hash") != state_hash(file))
    fail("{}: its settings or state do not match their hash; it is damaged, save it again", name);
  return checkpoint;
}

void check_fits(const Checkpoint& checkpoint, const Dataset& train) {
  const Shape a = checkpoint.example, b = train.example;
  if (a.h != b.h || a.w != b.w || a.c != b.c)
    fail("checkpoint: was trained on {}×{} images, {} has {}×{}; choose its own data", a.w, a.h,
         train.name, b.w, b.h);
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
