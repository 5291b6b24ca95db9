// What is blended: two test images, or one and the difference of two classes, and what is asked about the way.
#include <utility>

#include "model/paths.h"
#include "view/blending.h"

namespace hourglass::view {

void Blending::start(const Context& context) {
  if (data_ == context.snapshot.data) return;
  data_ = context.snapshot.data;
  const DataView& data = *data_;
  choosing_ = -1;
  plus_ = 0, minus_ = 1;
  if (data.classes < 2 && adds_classes()) mode_ = Mode::straight;
  ends_[0] = 0;
  ends_[1] = data.test.count > 1 ? 1 : 0;
  // Two of different classes say more.
  for (uint32_t i = 1; i < std::min<size_t>(data.test.count, data.test_labels.size()); ++i) {
    if (data.test_labels[i] == data.test_labels[0]) continue;
    ends_[1] = i;
    break;
  }
}

// Both ends: codes and numbers. Of classes the second end is the first and the difference of their means.
void Blending::mix(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  const size_t size = snapshot.code_size;
  const uint64_t asked = uint64_t{ends_[0]} << 40 ^ uint64_t { ends_[1] } << 20 ^ plus_ << 10 ^
                         minus_ ^ static_cast<uint64_t>(mode_) << 60;
  if (mixed_ == asked && mixed_snapshot_ == context.snapshot_number) return;
  mixed_ = asked;
  mixed_snapshot_ = context.snapshot_number;
  ++mixes_;
  const Pictures& tests = snapshot.data->test;
  const auto code = [&](uint32_t i) {
    const auto from = snapshot.codes.begin() + static_cast<std::ptrdiff_t>(i * size);
    return std::vector<float>(from, from + static_cast<std::ptrdiff_t>(size));
  };
  ends_pictures_ = tests.part(ends_[0], 1);
  Pictures last = tests.part(ends_[1], 1);
  const bool coded = size > 0 && snapshot.codes.size() >= size_t{tests.count} * size;
  codes_[0] = coded ? code(ends_[0]) : std::vector<float>{};
  codes_[1] = coded ? code(ends_[1]) : std::vector<float>{};
  if (adds_classes()) {
    last = ends_pictures_;
    codes_[1] = codes_[0];
    for (const auto& [label, sign] : {std::pair{plus_, 1.0f}, std::pair{minus_, -1.0f}}) {
      std::vector<uint32_t> those;
      for (uint32_t i = 0; i < tests.count; ++i)
        if (context.test_label(i) == label) those.push_back(i);
      if (those.empty()) continue;
      const float share = sign / static_cast<float>(those.size());
      for (const uint32_t i : those) {
        if (coded)
          for (size_t k = 0; k < size; ++k) codes_[1][k] += share * snapshot.codes[i * size + k];
        const std::span<const float> one = tests.picture(i);
        for (size_t k = 0; k < one.size(); ++k) last.pixels[k] += share * one[k];
      }
    }
  }
  ends_pictures_.count = 2;
  ends_pictures_.pixels.insert(ends_pictures_.pixels.end(), last.pixels.begin(), last.pixels.end());
  pixel_steps_ = tests.part(0, 0);
  pixel_steps_.count = steps;
  for (uint32_t i = 0; i < steps; ++i) {
    const std::vector<float> row = between(ends_pictures_.picture(0), ends_pictures_.picture(1),
                                           static_cast<float>(i) / (steps - 1), Way::linear);
    pixel_steps_.pixels.insert(pixel_steps_.pixels.end(), row.begin(), row.end());
  }
}

void Blending::ask(const Context& context) {
  const Way way = mode_ == Mode::arc ? Way::spherical : Way::linear;
  if (steps_question_.ready(context.now) &&
      (asked_steps_ != mixed_ || asked_steps_snapshot_ != context.snapshot_number)) {
    asked_steps_ = mixed_;
    asked_steps_snapshot_ = context.snapshot_number;
    if (!adds_classes()) {
      steps_question_.blend(context, ends_[0], ends_[1], steps, way, mixed_);
    } else if (!codes_[0].empty()) {
      std::vector<float> codes;
      for (uint32_t i = 0; i < steps; ++i) {
        const std::vector<float> code =
            between(codes_[0], codes_[1], static_cast<float>(i) / (steps - 1), way);
        codes.insert(codes.end(), code.begin(), code.end());
      }
      steps_question_.decode(context, std::move(codes), mixed_, context.test_label(ends_[0]));
    }
  }
  if (near_) ask_nearest(context);
  if (!place_question_.ready(context.now) || codes_[0].empty()) return;
  std::vector<float> code = between(codes_[0], codes_[1], t_, way);
  if (code == asked_place_ && asked_place_snapshot_ == context.snapshot_number) return;
  asked_place_ = code;
  asked_place_snapshot_ = context.snapshot_number;
  const uint32_t nearer = adds_classes() || t_ < 0.5f ? 0 : 1;
  place_question_.decode(context, std::move(code), 0, context.test_label(ends_[nearer]));
}

// All of the training data is gone through, and nothing trains meanwhile: now and then.
void Blending::ask_nearest(const Context& context) {
  constexpr double rest = 4;  // seconds, while it trains
  if (steps_question_.answers() == asked_nearest_ || !nearest_question_.ready(context.now)) return;
  if (context.snapshot.training && context.now - asked_nearest_at_ < rest) return;
  asked_nearest_ = steps_question_.answers();
  asked_nearest_at_ = context.now;
  nearest_question_.nearest(context, steps_question_.answer(), asked_nearest_);
}

}  // namespace hourglass::view
