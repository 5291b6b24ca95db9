// Saving and going on; files that are damaged.
#include "train/checkpoint.h"

#include <doctest/doctest.h>

#include <cstring>

#include "compute/error.h"
#include "compute/state.h"
#include "share/safetensors.h"

using namespace hourglass;

namespace {

const Dataset& digits() {
  static const Dataset data = make_strokes(300, 5);
  return data;
}

Settings settings_of(std::string_view optimizer) {
  Settings s = preset_settings("vae");
  s.hidden = {24};
  s.code = 3;
  s.batch = 32;
  s.threads = 1;
  s.optimizer = optimizer;
  if (optimizer == "sgd") s.learning_rate = 1e-4f;
  return s;
}

std::vector<uint8_t> saved() {
  const auto backend = make_cpu_backend({1, false});
  Trainer trainer(*backend, settings_of("adam"), digits());
  trainer.advance(3);
  return write_checkpoint(trainer);
}

}  // namespace

TEST_CASE("a resumed training ends at the same bits as one that never stopped") {
  for (const char* optimizer : {"adam", "sgd"}) {
    const auto backend = make_cpu_backend({1, false});
    Trainer whole(*backend, settings_of(optimizer), digits());
    whole.advance(25);
    std::vector<uint8_t> bytes;
    {
      Trainer half(*backend, settings_of(optimizer), digits());
      half.advance(13);
      bytes = write_checkpoint(half);
    }
    const auto rest = resume(*backend, read_checkpoint(bytes, "half"), digits());
    CHECK(rest->step() == 13);
    rest->advance(12);
    CHECK(rest->weights_hash() == whole.weights_hash());
    CHECK(rest->epoch() == doctest::Approx(whole.epoch()));
  }
}

TEST_CASE("a checkpoint holds named weights that others can read") {
  const SafeTensors file = read_safetensors(saved(), "saved");
  CHECK(file.tensors.at("encoder.0.weight").shape == std::vector<uint64_t>{784, 24});
  CHECK(file.tensors.at("decoder.1.bias").shape == std::vector<uint64_t>{784});
  CHECK(file.metadata.contains("settings"));
}

// As the versions before format 2 wrote them: one player, whose words and the clock's lay in one tensor.
SafeTensors in_format_1(SafeTensors file) {
  const auto words = [&](const char* name) {
    const std::vector<uint8_t>& bytes = file.tensors.at(name).bytes;
    std::vector<uint32_t> out(bytes.size() / 4);
    std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  };
  std::vector<uint32_t> both = words("clock");
  const std::vector<uint32_t> player = words("player.all.state");
  for (const uint32_t word : {state::beta1_power, state::beta2_power, state::learning_rate})
    both[word] = player[word];
  SafeTensor& state = file.tensors["state"] = file.tensors.at("clock");
  std::memcpy(state.bytes.data(), both.data(), state.bytes.size());
  file.tensors.erase("clock");
  file.tensors.erase("player.all.state");
  Hash hash;
  const auto add = [&](const std::string& text) {
    hash.add({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  };
  add(file.metadata.at("settings"));
  add(file.metadata.at("example"));
  for (const char* moment : {"0", "1"}) {
    const std::string name = std::string("optimizer.") + moment;
    file.tensors[name] = file.tensors.at(std::string("player.all.") + moment);
    file.tensors.erase(std::string("player.all.") + moment);
    hash.add(file.tensors[name].bytes);
  }
  hash.add(state.bytes);
  file.metadata["format"] = "hourglass 1";
  file.metadata.erase("phase");
  file.metadata["state_hash"] = hash.text();
  return file;
}

TEST_CASE("a checkpoint of format 1 goes on to the same bits") {
  const auto backend = make_cpu_backend({1, false});
  Trainer whole(*backend, settings_of("adam"), digits());
  whole.advance(13);
  const SafeTensors old = in_format_1(read_safetensors(write_checkpoint(whole), "half"));
  whole.advance(12);
  const auto rest = resume(*backend, read_checkpoint(write_safetensors(old), "old"), digits());
  CHECK(rest->step() == 13);
  rest->advance(12);
  CHECK(rest->weights_hash() == whole.weights_hash());
}

TEST_CASE("a checkpoint cut short anywhere is refused in one line") {
  const std::vector<uint8_t> whole = saved();
  for (size_t length = 0; length < whole.size(); length += length < 2000 ? 97 : 9973) {
    const std::vector<uint8_t> part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length));
    CHECK_THROWS_WITH_AS(read_checkpoint(part, "part"), doctest::Contains("part: "), Error);
  }
}

TEST_CASE("a damaged checkpoint is refused or reads as it was") {
  const std::vector<uint8_t> whole = saved();
  const Checkpoint original = read_checkpoint(whole, "whole");
  uint32_t state = 7;
  for (int i = 0; i < 400; ++i) {
    std::vector<uint8_t> bytes = whole;
    state = state * 1664525u + 1013904223u;
    // Mostly in the header, where the structure is.
    bytes[i % 4 == 0 ? state % bytes.size() : state % 1500] ^=
        static_cast<uint8_t>(1u << (state >> 29));
    CAPTURE(i);
    try {
      const bool same = read_checkpoint(bytes, "damaged") == original;
      CHECK(same);
    } catch (const Error&) {
    }
  }
}

TEST_CASE("a bit changed in any part of a checkpoint is refused") {
  const SafeTensors whole = read_safetensors(saved(), "saved");
  for (const auto& [name, tensor] : whole.tensors) {
    CAPTURE(name);
    SafeTensors damaged = whole;
    damaged.tensors[name].bytes[tensor.bytes.size() / 2] ^= 1;
    CHECK_THROWS_WITH_AS(read_checkpoint(write_safetensors(damaged), "m"),
                         doctest::Contains("do not match their hash"), Error);
  }
  SafeTensors damaged = whole;
  std::string& text = damaged.metadata["settings"];
  text.replace(text.find("\"seed\":0"), 8, "\"seed\":1");
  CHECK_THROWS_WITH_AS(read_checkpoint(write_safetensors(damaged), "m"),
                       doctest::Contains("settings or state do not match"), Error);
}

TEST_CASE("a checkpoint that promises a huge network is refused before one is made") {
  const SafeTensors whole = read_safetensors(saved(), "saved");
  const auto read_with = [&](const char* example, const char* hidden) {
    SafeTensors file = whole;
    file.metadata["example"] = example;
    std::string& text = file.metadata["settings"];
    text.replace(text.find("[24]"), 4, hidden);
    return read_checkpoint(write_safetensors(file), "m");
  };
  // 1024 · 1024 · 4096 = 2³²: the first layer's size wraps to its bias.
  CHECK_THROWS_WITH_AS(read_with("[1024,1024,1]", "[4096]"), doctest::Contains("its settings ask"),
                       Error);
  CHECK_THROWS_WITH_AS(read_with("[28,28,1]", "[4096]"), doctest::Contains("its settings ask"),
                       Error);
  for (const char* example : {"[65536,65536,1]", "[0,28,1]", "[28,28,5]", "[4294967324,28,1]",
                              "[4611686018427387904,4,1]"}) {
    CAPTURE(example);
    CHECK_THROWS_WITH_AS(read_with(example, "[24]"), doctest::Contains("are not possible"), Error);
  }
  for (const char* example : {"[-1,28,1]", "[2.5,28,1]", "[1e30,28,1]", "[28,28]", "28"}) {
    CAPTURE(example);
    CHECK_THROWS_WITH_AS(read_with(example, "[24]"), doctest::Contains("three sides"), Error);
  }
}

TEST_CASE("settings and example nested deeply are refused before anything goes down into them") {
  const SafeTensors whole = read_safetensors(saved(), "saved");
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  for (const char* key : {"settings", "example"}) {
    CAPTURE(key);
    SafeTensors file = whole;
    file.metadata[key] = key == std::string("settings") ? "{\"hidden\":[" + deep + "]}" : deep;
    CHECK_THROWS_WITH_AS(read_checkpoint(write_safetensors(file), "m"),
                         doctest::Contains("it is damaged, save it again"), Error);
  }
}

TEST_CASE("data of another size does not fit a checkpoint") {
  const auto backend = make_cpu_backend({1, false});
  const Dataset other{"other", {1, 2, 2, 1}, 1, {1, 2, 3, 4}, {}, 0};
  CHECK_THROWS_WITH_AS(resume(*backend, read_checkpoint(saved(), "m"), other),
                       doctest::Contains("28×28"), Error);
}

TEST_CASE("headers that promise the impossible are refused before anything is allocated") {
  const auto file = [](std::string header) {
    std::vector<uint8_t> bytes(8);
    for (size_t i = 0; i < 8; ++i)
      bytes[i] = static_cast<uint8_t>(uint64_t{header.size()} >> (8 * i));
    bytes.insert(bytes.end(), header.begin(), header.end());
    return bytes;
  };
  for (const char* header :
       {"", "[]", "{\"a\":1}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        "{\"__metadata__\":3}"}) {
    CAPTURE(header);
    CHECK_THROWS_AS(read_safetensors(file(header), "f"), Error);
  }
  CHECK_THROWS_AS(read_safetensors({255, 255, 255, 255, 255, 255, 255, 255, '{'}, "f"), Error);
}
