// Every case of the list on the cpu backend: both arithmetics, several thread counts, every
// instruction set that this processor has.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "compute/cpu/kernels.h"
#include "kernels/cases.h"
#include "kernels/instruction_sets.h"

using namespace hourglass;

namespace {

void run_all(const CpuOptions& options) {
  const std::unique_ptr<Backend> backend = make_cpu_backend(options);
  for (const cases::Case& one : cases::everything()) {
    const std::string verdict = cases::verdict(one, cases::run(*backend, one));
    CHECK_MESSAGE(verdict.empty(), verdict);
  }
}

}  // namespace

TEST_CASE("kernels agree with the scalar reference, fused") {
  for (const uint32_t threads : {1u, 2u, 3u}) run_all({threads, false});
}

TEST_CASE("kernels agree with the scalar reference, reproducible") {
  for (const uint32_t threads : {1u, 2u, 3u}) run_all({threads, true});
}

TEST_CASE("kernels agree with the scalar reference on every instruction set") {
  for (const int64_t set : cases::instruction_sets()) {
    const cases::OnlySet only(set);
    CAPTURE(cpu::simd().name);
    run_all({1, false});
  }
}

TEST_CASE("no kernel's bits depend on the number of threads") {
  for (const bool reproducible : {false, true}) {
    const auto one = make_cpu_backend({1, reproducible}),
               three = make_cpu_backend({3, reproducible});
    for (const cases::Case& each : cases::everything()) {
      const bool same = cases::run(*one, each) == cases::run(*three, each);
      CHECK_MESSAGE(same, each.name);
    }
  }
}

TEST_CASE("reproducible bits are the same at every vector width") {
  std::vector<cases::Outputs> first;
  for (const int64_t set : cases::instruction_sets()) {
    const cases::OnlySet only(set);
    const auto backend = make_cpu_backend({1, true});
    const std::string name = backend->info().simd;
    size_t index = 0;
    for (const cases::Case& one : cases::everything()) {
      const cases::Outputs outputs = cases::run(*backend, one);
      if (index == first.size()) first.push_back(outputs);
      const bool same = outputs == first[index++];
      CHECK_MESSAGE(same, one.name, " on ", name);
    }
  }
  if (cases::instruction_sets().size() == 1)
    std::printf("skipped: comparison of vector widths, this machine has one (%s)\n",
                cpu::simd().name);
}

// A weight must not depend on the machine: WebAssembly and all processors give these numbers.
// Changing one is changing what every link trains to.
TEST_CASE("reproducible bits are those that were recorded") {
  using Record = std::map<std::string_view, uint64_t>;  // by kernel
  const Record older{
      {"adam", 11288770631331296813u},
      {"average_pool", 8463064935481506030u},
      {"average_pool_backward", 10397237620914792407u},
      {"batch_norm", 17680534889981515758u},
      {"batch_norm_backward", 16532669103784598338u},
      {"batch_norm_evaluate", 15620674256302217830u},
      {"dense_backward", 9332066538841109724u},
      {"dense_forward", 14759745158720397136u},
      {"dropout", 11419122951137695301u},
      {"dropout_backward", 12364389060614961387u},
      {"gather", 18227771691064608403u},
      {"layer_norm", 16842394662172701497u},
      {"layer_norm_backward", 16646203485653042837u},
      {"loss_bernoulli", 3115423034688111715u},
      {"loss_squared", 9729956898892052199u},
      {"max_pool", 3577042293370700603u},
      {"max_pool_backward", 12949558148345178200u},
      {"next_step", 16986673737437149237u},
      {"reparameterise", 13362542090513645676u},
      {"reparameterise_backward", 11889672994739065477u},
      {"sgd", 8347141970288797027u},
      {"upsample", 6537049433235259584u},
      {"upsample_backward", 7386519203739267037u},
  };
  const Record products{
      {"convolution", 13050559077018258472u},
      {"convolution_backward", 18358068841007167331u},
      {"dense_backward", 10320461805404282194u},
      {"dense_tied", 18130603514739435891u},
      {"dense_tied_backward", 3356574491220753067u},
      {"transposed_convolution", 15986192418041155402u},
      {"transposed_convolution_backward", 6903751137654543813u},
  };
  const Record methods{
      {"affine_inverse", 18260548479808826550u},
      {"affine_inverse_backward", 10851280965083138510u},
      {"clip_weights", 1509707644276930077u},
      {"count_update", 8486181853223167889u},
      {"coupling", 16038902905492676823u},
      {"coupling_backward", 874265944886905017u},
      {"dense_backward", 7614800966419995538u},
      {"dense_forward", 10044930627409883571u},
      {"draw_units", 12164219323351749167u},
      {"gather", 13391014359172405323u},
      {"gradient_penalty", 13847050313651421676u},
      {"interpolate", 3202346108150501506u},
      {"loss_adversarial", 6548386003469419356u},
      {"loss_squared", 14074023097729082055u},
      {"mask_gradient", 2744090527275214435u},
      {"mixture_start", 5859237743150838556u},
      {"mixture_update", 1049459286987059450u},
      {"monomials", 12996746720804224759u},
      {"next_step", 15133971647138410679u},
      {"noise", 7470441463763413198u},
      {"take_half", 15309985039179750753u},
      {"tangent", 14941278739817116007u},
  };
  const auto backend = make_cpu_backend({1, true});
  const auto check = [&](const std::vector<cases::Case>& list, const Record& recorded) {
    Record hashes;  // FNV-1a of all that a kernel's cases write
    for (const cases::Case& one : list) {
      uint64_t& hash =
          hashes.try_emplace(signature(one.dispatch.kernel).stem, 14695981039346656037ull)
              .first->second;
      for (const auto& words : cases::run(*backend, one))
        for (const uint32_t word : words) hash = (hash ^ word) * 1099511628211ull;
    }
    for (const auto& [stem, hash] : hashes) {
      CAPTURE(stem);
      const auto found = recorded.find(stem);
      CHECK(hash == (found == recorded.end() ? 0 : found->second));
    }
  };
  check(cases::all(), older);
  check(cases::places(), older);
  check(cases::products(), products);
  check(cases::of_methods(), methods);
  uint64_t terms = 14695981039346656037ull;  // theirs all together
  for (const cases::Case& one : cases::terms())
    for (const auto& words : cases::run(*backend, one))
      for (const uint32_t word : words) terms = (terms ^ word) * 1099511628211ull;
  CHECK(terms == 9247204158056093124ull);
}

TEST_CASE("every kernel has a function in compute/cpu") {
  const cpu::Functions functions = cpu::all_functions();
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(functions[s.kernel].fused != nullptr);
    CHECK(functions[s.kernel].separate != nullptr);
  }
}

TEST_CASE("every kernel has a case") {
  const auto all = cases::everything();
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(std::ranges::any_of(all, [&](const auto& c) { return c.dispatch.kernel == s.kernel; }));
  }
}
