// Blocks, and what is checked of somebody else's.
#include "train/link_weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "compute/error.h"
#include "share/json.h"
#include "share/squeezed.h"
#include "train/checkpoint_words.h"

namespace hourglass {
namespace {

constexpr size_t block = 64;         // weights
constexpr size_t whole_until = 512;  // numbers of a piece
constexpr size_t most =
    256 << 10;  // bytes unpacked: what deflate leaves of more is too long for a link
constexpr size_t longest_head = 512;  // bytes: {"example":…,"phase":…} and a line's end

bool whole(size_t count) { return count <= whole_until; }

size_t bytes_of(size_t count) {
  return whole(count) ? count * sizeof(float)
                      : count + (count + block - 1) / block * sizeof(uint16_t);
}

void write_whole(std::span<const float> values, std::vector<uint8_t>& out) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(values.data());
  out.insert(out.end(), bytes, bytes + values.size_bytes());
}

float scale_of(uint16_t upper) { return std::bit_cast<float>(uint32_t{upper} << 16); }

void write_rounded(std::span<const float> values, std::vector<uint8_t>& out) {
  for (size_t at = 0; at < values.size(); at += block) {
    const std::span<const float> some = values.subspan(at, std::min(block, values.size() - at));
    float largest = 0;
    for (const float w : some) largest = std::max(largest, std::abs(w));
    auto upper = static_cast<uint16_t>(std::bit_cast<uint32_t>(largest / 127) >> 16);
    if (scale_of(upper) * 127 < largest) ++upper;
    out.push_back(static_cast<uint8_t>(upper));
    out.push_back(static_cast<uint8_t>(upper >> 8));
    const float scale = scale_of(upper);
    for (const float w : some) {
      const float q = scale > 0 ? std::clamp(std::round(w / scale), -127.0f, 127.0f) : 0;
      out.push_back(static_cast<uint8_t>(static_cast<int8_t>(q)));
    }
  }
}

// Takes `count` numbers off the front of `bytes`, which has them.
void read_whole(std::span<const uint8_t>& bytes, size_t count, std::vector<float>& out) {
  if (count == 0) return;
  out.resize(out.size() + count);
  std::memcpy(&out[out.size() - count], bytes.data(), count * sizeof(float));
  bytes = bytes.subspan(count * sizeof(float));
}

void read_rounded(std::span<const uint8_t>& bytes, size_t count, std::vector<float>& out) {
  for (size_t left = count; left > 0;) {
    const size_t some = std::min(block, left);
    const float scale = scale_of(static_cast<uint16_t>(bytes[0] | bytes[1] << 8));
    for (const uint8_t q : bytes.subspan(2, some))
      out.push_back(scale * static_cast<float>(static_cast<int8_t>(q)));
    bytes = bytes.subspan(2 + some);
    left -= some;
  }
}

// Of a network: how many numbers each piece has, and its statistics with their padding.
struct Sizes {
  std::vector<size_t> pieces;
  size_t statistics = 0;
  size_t bytes = 0;  // of both
};

// Throws Error where they are more than a link could have.
Sizes sizes_of(std::span<const Module> modules) {
  constexpr std::string_view too_many = "are too many for a link; take the file instead";
  if (count_parameters(modules) > most) fail("{}", too_many);
  Sizes sizes;
  each_piece(modules, [&](const std::string&, const Piece& piece) {
    sizes.pieces.push_back(static_cast<size_t>(piece.count()));
    sizes.bytes += bytes_of(sizes.pieces.back());
  });
  for (const Module& module : modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < inputs.size(); ++i)
      for (const ParameterPlan& plan : module.layers[i]->statistics(inputs[i]))
        sizes.statistics += aligned(plan.shape.count());
  }
  sizes.bytes += sizes.statistics * sizeof(float);
  if (sizes.bytes > most) fail("{}", too_many);
  return sizes;
}

bool finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
}

std::string packed(const Checkpoint& checkpoint) {
  const Trainer::State& state = checkpoint.state;
  const auto method = make_method(checkpoint.settings, checkpoint.example);
  const Sizes sizes = sizes_of(method->modules());
  if (!finite(state.parameters) || !finite(state.statistics))
    fail("are no numbers any more; reset, and lower the learning rate");
  // Without what early stopping keeps: it begins to judge anew.
  Trainer::State where;
  where.phase = state.phase, where.phase_step = state.phase_step, where.lengths = state.lengths;
  const std::string head =
      nlohmann::json{{"example", words_of(checkpoint.example)}, {"phase", words_of_phase(where)}}
          .dump() +
      "\n";
  std::vector<uint8_t> bytes(head.begin(), head.end());
  write_whole(state.statistics, bytes);
  std::span<const float> rest = state.parameters;
  for (const size_t count : sizes.pieces) {
    (whole(count) ? write_whole : write_rounded)(rest.first(count), bytes);
    rest = rest.subspan(count);
  }
  return squeezed(bytes);
}

Checkpoint unpacked(const Settings& settings, std::string_view word) {
  const std::vector<uint8_t> all = unsqueezed(word, most + longest_head);
  const auto end = std::ranges::find(all, uint8_t{'\n'});
  if (end == all.end()) fail("are damaged; copy the link again");
  const nlohmann::json head = parse_json({all.data(), static_cast<size_t>(end - all.begin())});
  Checkpoint checkpoint{settings, {}, {}, {}};
  Trainer::State& state = checkpoint.state;
  std::unique_ptr<Method> method;
  try {
    checkpoint.example = example_of(head.at("example"));
    read_phase(head.at("phase"), state);
    method = make_method(settings, checkpoint.example);
  } catch (const nlohmann::json::exception&) {
    fail("are damaged; copy the link again");
  } catch (const Error& error) {
    fail("are another network's: {}", error.what());
  }
  state.best.reset();
  const Sizes sizes = sizes_of(method->modules());
  std::span<const uint8_t> rest(all);
  rest = rest.subspan(static_cast<size_t>(end - all.begin()) + 1);
  if (rest.size() != sizes.bytes)
    fail("are another network's ({} bytes, not {}); copy the link again", rest.size(), sizes.bytes);
  read_whole(rest, sizes.statistics, state.statistics);
  for (const size_t count : sizes.pieces)
    (whole(count) ? read_whole : read_rounded)(rest, count, state.parameters);
  if (!finite(state.parameters) || !finite(state.statistics))
    fail("are damaged; copy the link again");
  checkpoint.hash = hash_of(state.parameters);
  return checkpoint;
}

// What is wrong, as a line of its own.
template <class Make>
auto told(Make make) {
  try {
    return make();
  } catch (const Error& error) {
    fail("link: its weights {}", error.what());
  }
}

}  // namespace

std::string pack_weights(const Checkpoint& checkpoint) {
  return told([&] { return packed(checkpoint); });
}

std::string pack_weights(const Trainer& trainer) {
  told([&] { sizes_of(trainer.network().modules); });  // before all is copied
  return pack_weights({trainer.settings(), example_of(trainer), {}, trainer.save()});
}

void check_length(std::string_view link) {
  if (link.size() > longest_link)
    fail(
        "link: with its weights it has {} KB, more than the {} that mail and chats let pass; take "
        "the file instead",
        (link.size() + 1023) >> 10, longest_link >> 10);
}

Checkpoint unpack_weights(const Settings& settings, std::string_view word) {
  return told([&] { return unpacked(settings, word); });
}

}  // namespace hourglass
