// What check() refuses, so that a CPU catches what a GPU would.
#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "compute/backend.h"
#include "compute/error.h"
#include "compute/random.h"
#include "compute/state.h"

#include "compute/program.h"

using namespace hourglass;

namespace {

constexpr std::array<uint32_t, 8> words{0, 4096, 4096, 4096, 4096, 4096, 4096, 100};

Tensor tensor(uint32_t buffer, uint32_t n, uint32_t features, uint32_t offset = 0) {
  return {static_cast<Buffer>(buffer), offset, {n, 1, 1, features}};
}

// What check() says to a program of one dispatch; empty where it is content.
std::string objection(const Dispatch& dispatch) {
  try {
    check({dispatch}, words);
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

Dispatch forward() {
  return {Kernel::dense_forward, {tensor(1, 4, 8), tensor(2, 9, 3), tensor(3, 4, 3)}, {}, {}};
}
Dispatch backward() {
  return {Kernel::dense_backward,
          {tensor(1, 4, 8), tensor(2, 9, 3), tensor(3, 4, 3), tensor(4, 9, 3), tensor(5, 4, 8)},
          {},
          {}};
}

std::string after(Dispatch dispatch, const std::function<void(Dispatch&)>& change) {
  change(dispatch);
  const std::string said = objection(dispatch);
  return said;
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("check is content with a right program") {
  CHECK(objection(forward()).empty());
  CHECK(objection(backward()).empty());
}

TEST_CASE("check refuses a missing and a superfluous binding") {
  CHECK(says(after(forward(), [](auto& d) { d.tensors[1] = {}; }), "binding 1 is missing"));
  CHECK(says(after(forward(), [](auto& d) { d.tensors[3] = tensor(4, 1, 1); }), "is not used"));
  CHECK(after(backward(), [](auto& d) { d.tensors[4] = {}; }).empty());  // dx may be absent
}

TEST_CASE("check takes frozen parameters and a first layer, but not both in one dispatch") {
  const auto frozen = [](auto& d) { d.tensors[3] = {}; };
  CHECK(after(backward(), frozen).empty());
  CHECK(says(after(backward(),
                   [&](auto& d) {
                     frozen(d);
                     d.tensors[4] = {};
                   }),
             "leave the dispatch out"));
  CHECK(after(backward(), [](auto& d) { d.integers[1] = 1; }).empty());
  CHECK(says(after(backward(), [](auto& d) { d.integers[1] = 2; }), "adding 2"));
}

TEST_CASE("check refuses a convolution whose pictures do not belong together") {
  const auto picture = [](uint32_t buffer, uint32_t h, uint32_t w, uint32_t c) {
    return Tensor{static_cast<Buffer>(buffer), 0, {2, h, w, c}};
  };
  // 9×6 with kernel 3, stride 2, padding 1 → 5×3
  const Dispatch forward{Kernel::convolution,
                         {picture(1, 9, 6, 3), tensor(2, 28, 4), picture(3, 5, 3, 4)},
                         {0, 0, 3, 2, 1},
                         {}};
  CHECK(objection(forward).empty());
  CHECK(says(after(forward, [](auto& d) { d.tensors[2].shape.h = 4; }), "belong together"));
  CHECK(says(after(forward, [](auto& d) { d.tensors[2].shape.w = 4; }), "belong together"));
  CHECK(says(after(forward, [](auto& d) { d.tensors[0].shape.c = 2; }), "rebuild the layer"));
  CHECK(says(after(forward, [](auto& d) { d.tensors[2].shape.n = 3; }), "same batch"));
  CHECK(says(after(forward, [](auto& d) { d.integers[2] = 8; }), "kernel of 8"));
  CHECK(says(after(forward, [](auto& d) { d.integers[3] = 0; }), "stride 0"));
  CHECK(says(after(forward, [](auto& d) { d.integers[4] = 3; }), "padding of 3"));
  CHECK(says(after(forward, [](auto& d) { d.tensors[0].shape.h = 0xFFFFFFFFu; }), "elements"));
  // 5×3 back to 9×6 and, by output padding, to 10×6; not to 11×6
  const Dispatch back{Kernel::transposed_convolution,
                      {picture(1, 5, 3, 4), tensor(2, 37, 3), picture(3, 9, 6, 3)},
                      {0, 0, 3, 2, 1},
                      {}};
  CHECK(objection(back).empty());
  CHECK(after(back, [](auto& d) { d.tensors[2].shape.h = 10; }).empty());
  CHECK(says(after(back, [](auto& d) { d.tensors[2].shape.h = 11; }), "belong together"));
  Dispatch gradients{Kernel::convolution_backward,
                     {picture(1, 9, 6, 3), tensor(2, 28, 4), picture(3, 5, 3, 4), tensor(4, 28, 4),
                      picture(5, 9, 6, 3)},
                     {0, 0, 3, 2, 1},
                     {}};
  CHECK(objection(gradients).empty());
  CHECK(says(after(gradients, [](auto& d) { d.tensors[4].shape.h = 8; }), "dx is"));
}

TEST_CASE("check refuses an unaligned offset") {
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].offset = 32; }), "multiples of 64"));
  CHECK(after(forward(), [](auto& d) { d.tensors[0].offset = 64; }).empty());
}

TEST_CASE("check refuses a view past its buffer, and a buffer that is not there") {
  CHECK(says(after(forward(),
                   [](auto& d) {
                     d.tensors[0] = tensor(7, 13, 8);
                     d.tensors[2].shape.n = 13;
                   }),
             "its buffer has 100"));
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].offset = 4096; }), "its buffer has 4096"));
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].buffer = static_cast<Buffer>(99); }),
             "never allocated"));
}

TEST_CASE("check refuses a buffer both read and written in one dispatch, disjoint or not") {
  CHECK(says(after(forward(), [](auto& d) { d.tensors[2] = tensor(1, 4, 3, 128); }),
             "share a buffer"));
  CHECK(says(after(backward(), [](auto& d) { d.tensors[4] = tensor(4, 4, 8, 128); }),
             "share a buffer"));
  CHECK(
      after(forward(), [](auto& d) { d.tensors[1] = tensor(1, 9, 3, 128); }).empty());  // both read
}

TEST_CASE("check refuses shapes that do not fit together, and says what to do") {
  CHECK(says(after(forward(), [](auto& d) { d.tensors[1].shape.n = 8; }), "rebuild the layer"));
  CHECK(
      says(after(forward(), [](auto& d) { d.tensors[2].shape.n = 5; }), "record it in that shape"));
  CHECK(says(after(backward(), [](auto& d) { d.tensors[3].shape.c = 4; }), "dparameters"));
  CHECK(says(after(backward(), [](auto& d) { d.tensors[4].shape.c = 7; }), "dx"));
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].shape.n = d.tensors[2].shape.n = 0; }),
             "no elements"));
  const Dispatch latent{
      Kernel::reparameterise,
      {tensor(1, 4, 6), tensor(2, state::words, 1), tensor(3, 4, 3), tensor(4, 4, 1)},
      {2},
      {}};
  CHECK(objection(latent).empty());
  CHECK(says(after(latent, [](auto& d) { d.tensors[0].shape.c = 5; }), "heads"));
  CHECK(says(after(latent, [](auto& d) { d.tensors[1].shape.n = 9; }), "state::words"));
  const Dispatch adam{Kernel::adam,
                      {tensor(1, 1, 65), tensor(2, 1, 65), tensor(3, 1, 65), tensor(4, 1, 65),
                       tensor(5, state::words, 1)},
                      {},
                      {}};
  CHECK(objection(adam).empty());
  for (size_t i = 1; i < 4; ++i)
    CHECK(says(after(adam, [&](auto& d) { d.tensors[i].shape.c = 64; }), "65"));
}

TEST_CASE("check refuses shapes whose product wraps at 32 bits to one that fits") {
  // 65536 · 65536 = 2³² ≡ 0, 65537 · 65536 ≡ 65536.
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].shape = {65536, 1, 1, 65536}; }),
             "4294967296 elements"));
  CHECK(says(after(forward(), [](auto& d) { d.tensors[0].shape = {65537, 1, 65536, 1}; }),
             "elements, more than"));
  CHECK(Shape{4294967295, 4294967295, 4294967295, 1}.full_count() == 18446744073709551615u);
  CHECK(Shape{4294967295, 4294967295, 4294967295, 0}.full_count() == 0);
  const auto backend = make_cpu_backend({1, false});
  CHECK_THROWS_WITH_AS(allocate(*backend, {1u << 20, 1, 1, 4097}),
                       doctest::Contains("smaller batch"), Error);
}

TEST_CASE("check refuses a data set smaller than its count, and a count of none") {
  const Dispatch gather{
      Kernel::gather, {tensor(1, 10, 8), tensor(2, state::words, 1), tensor(3, 4, 8)}, {10, 0}, {}};
  CHECK(objection(gather).empty());
  CHECK(says(after(gather, [](auto& d) { d.integers[0] = 11; }), "the data set has 10"));
  CHECK(says(after(gather, [](auto& d) { d.integers[0] = 0; }), "0 examples"));
  CHECK(says(after(gather, [](auto& d) { d.integers[1] = 2; }), "order 2"));
  const Dispatch next{
      Kernel::next_step,
      {tensor(1, 2, 64), tensor(2, state::words, 1), tensor(3, 16, 2), tensor(4, state::words, 1)},
      {10, 4},
      {}};
  CHECK(objection(next).empty());
  CHECK(says(after(next, [](auto& d) { d.integers[0] = 0; }), "0 examples"));
  CHECK(says(after(next, [](auto& d) { d.integers[1] = 65; }), "room for 64"));
  CHECK(says(after(next, [](auto& d) { d.tensors[2].shape.c = 3; }), "ring"));
  CHECK(after(next, [](auto& d) { d.tensors[3] = {}; }).empty());
}

TEST_CASE("check refuses terms of the loss whose tensors or numbers do not fit") {
  const Tensor live = tensor(6, state::words, 1);
  const Dispatch gaussian{
      Kernel::loss_gaussian,
      {tensor(1, 4, 8), tensor(2, 4, 8), tensor(3, 1, 1), {}, tensor(4, 4, 1), tensor(5, 4, 8)},
      {},
      {}};
  CHECK(objection(gaussian).empty());
  CHECK(says(after(gaussian, [](auto& d) { d.tensors[2].shape.c = 8; }), "log variance"));
  CHECK(says(after(gaussian, [](auto& d) { d.tensors[2] = {}; }), "y is"));
  CHECK(says(after(gaussian, [](auto& d) { d.integers[1] = 2; }), "add 2"));
  CHECK(says(after(gaussian, [&](auto& d) { d.tensors[3] = live; }), "word 0 of the state"));
  Dispatch pixel = gaussian;
  pixel.tensors[0].shape.c = 16;
  pixel.tensors[5].shape.c = 16;
  pixel.tensors[2] = {};
  CHECK(objection(pixel).empty());
  CHECK(says(after(pixel, [](auto& d) { d.integers[0] = 1; }), "linear outputs"));
  CHECK(says(after(pixel, [](auto& d) { d.tensors[0].shape = {4, 1, 16, 1}; }), "1 channels"));

  const Dispatch categorical{
      Kernel::loss_categorical,
      {tensor(1, 4, 24), tensor(2, 4, 8), live, tensor(4, 4, 1), tensor(5, 4, 24)},
      {0, 0, state::beta, 3},
      {}};
  CHECK(objection(categorical).empty());
  CHECK(says(after(categorical, [](auto& d) { d.integers[3] = 4; }), "y is"));
  CHECK(says(after(categorical, [](auto& d) { d.integers[3] = 1; }), "2 to 256"));
  CHECK(says(after(categorical, [](auto& d) { d.integers[2] = state::step; }), "choose 64 to 127"));

  const Dispatch importance{
      Kernel::loss_importance,
      {tensor(1, 12, 1), tensor(2, 12, 1), {}, tensor(3, 4, 1), tensor(4, 12, 1)},
      {},
      {1.0f}};
  CHECK(objection(importance).empty());
  CHECK(says(after(importance, [](auto& d) { d.tensors[3].shape.n = 5; }), "no multiple of 5"));
}

TEST_CASE("check refuses updates and schedules that cannot be") {
  const Dispatch rmsprop{
      Kernel::rmsprop,
      {tensor(1, 1, 65), tensor(2, 1, 65), tensor(3, 1, 65), {}, tensor(5, state::words, 1)},
      {},
      {0.99f, 1e-8f}};
  CHECK(objection(rmsprop).empty());
  CHECK(says(after(rmsprop, [](auto& d) { d.numbers[3] = 0.9f; }), "without a velocity"));
  CHECK(says(after(rmsprop, [](auto& d) { d.tensors[3] = tensor(4, 1, 65); }), "with a velocity"));
  const Dispatch clip{
      Kernel::clip_gradient, {tensor(1, 1, 64), tensor(2, 1, 65), tensor(3, 1, 1)}, {}, {1.0f}};
  CHECK(objection(clip).empty());
  CHECK(says(after(clip, [](auto& d) { d.numbers[0] = 0.0f; }), "above 0"));
  const Dispatch schedule{Kernel::schedule,
                          {tensor(1, state::words, 1)},
                          {static_cast<uint32_t>(Schedule::cosine), state::base_learning_rate,
                           state::learning_rate, 10, 100},
                          {}};
  CHECK(objection(schedule).empty());
  CHECK(says(after(schedule, [](auto& d) { d.integers[4] = 10; }), "give more steps"));
  CHECK(says(after(schedule, [](auto& d) { d.integers[2] = state::seed_low; }), "choose 64"));
  CHECK(says(after(schedule, [](auto& d) { d.integers[0] = 4; }), "schedule 4"));
  const auto corrupt = [](uint32_t kind) {
    return Dispatch{Kernel::corrupt,
                    {tensor(1, 4, 8), tensor(2, state::words, 1), tensor(3, 4, 8)},
                    {kind, static_cast<uint32_t>(Stream::corruption)},
                    {0.5f}};
  };
  CHECK(objection(corrupt(4)).empty());
  CHECK(says(objection(corrupt(5)), "corruption 5"));
}
