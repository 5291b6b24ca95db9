// What check() refuses of pooling, normalisation, dropout and activations on their own.
#include <doctest/doctest.h>

#include <string>

#include "compute/error.h"
#include "compute/program.h"
#include "compute/random.h"
#include "compute/state.h"

using namespace hourglass;

namespace {

constexpr std::array<uint32_t, 8> words{0, 4096, 4096, 4096, 4096, 4096, 4096, 4096};

// A dispatch of tensors in buffers of their own.
Dispatch dispatch(Kernel kernel, std::initializer_list<Shape> shapes,
                  std::array<uint32_t, 8> integers = {}, std::array<float, 4> numbers = {}) {
  Dispatch d{kernel, {}, integers, numbers};
  uint32_t i = 0;
  for (const Shape& shape : shapes) {
    d.tensors[i] = {static_cast<Buffer>(i + 1), 0, shape};
    ++i;
  }
  return d;
}

std::string objection(const Dispatch& d) {
  try {
    check({d}, words);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("check refuses windows that do not fit, and says what to do") {
  const auto pool = [](Shape y, uint32_t size, uint32_t stride, uint32_t padding) {
    return objection(dispatch(Kernel::max_pool, {{2, 7, 9, 3}, y}, {0, size, stride, padding}));
  };
  CHECK(pool({2, 3, 4, 3}, 2, 2, 0) == "");
  CHECK(pool({2, 4, 5, 3}, 3, 2, 1) == "");
  CHECK(says(pool({2, 4, 4, 3}, 2, 2, 0), "ask for [2, 3, 4, 3]"));
  CHECK(says(pool({2, 3, 4, 3}, 0, 2, 0), "give 1 to 64"));
  CHECK(says(pool({2, 3, 4, 3}, 2, 0, 0), "give 1 to 64"));
  CHECK(says(pool({2, 3, 4, 3}, 2, 2, 2), "more than half"));
  CHECK(says(pool({2, 1, 1, 3}, 8, 8, 0), "take a smaller one"));

  const auto up = [](Shape y) { return objection(dispatch(Kernel::upsample, {{2, 3, 4, 5}, y})); };
  CHECK(up({2, 6, 8, 5}) == "");
  CHECK(says(up({2, 6, 12, 5}), "ask for [2, 6, 8, 5]"));
  CHECK(says(up({2, 7, 8, 5}), "ask for [2, 6, 8, 5]"));
  CHECK(says(up({2, 2, 8, 5}), "whole number"));
}

TEST_CASE("check refuses to normalise what has no variance") {
  const Shape two{2, 1, 1, 5};
  const auto norm = [&](Shape x) {
    return objection(dispatch(Kernel::batch_norm, {x, two, two, x, two}, {}, {1e-5f, 0.1f}));
  };
  CHECK(norm({2, 1, 1, 5}) == "");
  CHECK(norm({1, 2, 1, 5}) == "");
  CHECK(says(norm({1, 1, 1, 5}), "batch of at least 2"));
  CHECK(says(norm({2, 1, 1, 6}), "parameters"));
}

TEST_CASE("check refuses a share that is none") {
  const Shape x{4, 1, 1, 5}, state{state::words, 1, 1, 1};
  const auto drop = [&](float share) {
    return objection(dispatch(Kernel::dropout, {x, state, x},
                              {0, static_cast<uint32_t>(Stream::dropout)}, {share}));
  };
  CHECK(drop(0.0f) == "");
  CHECK(drop(1.0f) == "");
  CHECK(says(drop(-0.1f), "give 0 to 1"));
  CHECK(says(drop(1.5f), "give 0 to 1"));
}

TEST_CASE("check refuses to fuse an activation whose derivative its output does not tell") {
  const Shape x{4, 1, 1, 5};
  for (const ActivationFacts& facts : activations) {
    CAPTURE(facts.name);
    const auto kind = static_cast<uint32_t>(facts.activation);
    CHECK(objection(dispatch(Kernel::activate, {x, x}, {kind})) == "");
    CHECK(objection(dispatch(Kernel::activate_backward, {x, x, x}, {0, kind})) == "");
    const auto fused =
        objection(dispatch(Kernel::dense_forward, {x, {6, 1, 1, 3}, {4, 1, 1, 3}}, {kind}));
    CHECK(fused.empty() == facts.from_output);
    CHECK((fused.empty() || says(fused, "record it on its own, after linear")));
  }
  CHECK(says(objection(dispatch(Kernel::activate, {x, x}, {activation_count})), "does not exist"));
}
