// Between trainers and safetensors.
#include "train/checkpoint.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "compute/error.h"
#include "compute/state.h"
#include "share/safetensors.h"

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
    const uint64_t inputs = part.start.shape.n - 1, outputs = part.start.shape.features();
    file.tensors[part.name + ".weight"] =
        tensor_of<float>("F32", {inputs, outputs}, values.first(inputs * outputs));
    file.tensors[part.name + ".bias"] =
        tensor_of<float>("F32", {outputs}, values.subspan(inputs * outputs, outputs));
    values = values.subspan((inputs + 1) * outputs);
  }
  for (size_t i = 0; i < state.optimizer.size(); ++i)
    file.tensors[std::format("optimizer.{}", i)] =
        tensor_of<float>("F32", {state.optimizer[i].size()}, state.optimizer[i]);
  file.tensors["state"] = tensor_of<uint32_t>("U32", {state.words.size()}, state.words);
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
  try {
    merge_json(checkpoint.settings, nlohmann::json::parse(metadata("settings")));
    const auto sides = nlohmann::json::parse(metadata("example"));
    checkpoint.example = {1, sides.at(0), sides.at(1), sides.at(2)};
  } catch (const nlohmann::json::exception&) {
    fail("{}: its settings are no JSON; it is damaged, save it again", name);
  } catch (const Error& error) {
    fail("{}: {}", name, error.what());
  }
  checkpoint.hash = metadata("weights_hash");
  const uint64_t pixels = uint64_t{checkpoint.example.h} * checkpoint.example.w * checkpoint.example.c;
  if (pixels == 0 || pixels > 1u << 20) fail("{}: images of {} pixels are not possible", name, pixels);
  // The names in the network's order; sizes are checked when the state is restored.
  for (const char* half : {"encoder", "decoder"})
    for (size_t i = 0; i <= checkpoint.settings.hidden.size(); ++i)
      for (const char* part : {"weight", "bias"}) {
        const auto values = words_of<float>(tensor(std::format("{}.{}.{}", half, i, part)));
        auto& all = checkpoint.state.parameters;
        all.insert(all.end(), values.begin(), values.end());
      }
  for (size_t i = 0; file.tensors.contains(std::format("optimizer.{}", i)); ++i)
    checkpoint.state.optimizer.push_back(
        words_of<float>(tensor(std::format("optimizer.{}", i))));
  checkpoint.state.words = words_of<uint32_t>(tensor("state"));
  if (checkpoint.hash != hash_of(checkpoint.state.parameters))
    fail("{}: its weights do not match their hash; it is damaged, save it again", name);
  return checkpoint;
}

std::unique_ptr<Trainer> resume(Backend& backend, const Checkpoint& checkpoint,
                                const Dataset& train) {
  const Shape a = checkpoint.example, b = train.example;
  if (a.h != b.h || a.w != b.w || a.c != b.c)
    fail("checkpoint: was trained on {}×{} images, {} has {}×{}; choose its own data", a.w, a.h,
         train.name, b.w, b.h);
  auto trainer = std::make_unique<Trainer>(backend, checkpoint.settings, train);
  trainer->restore(checkpoint.state);
  return trainer;
}

}  // namespace hourglass
