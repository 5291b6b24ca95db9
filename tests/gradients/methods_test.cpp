// What methods besides autoencoders learn by, against the complex step: both players of a tiny adversarial
// network, which read and update the same arena by turns, couplings and an affine map.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "data/dataset.h"
#include "gradients/complex_step.h"
#include "gradients/drawn.h"
#include "gradients/judge.h"
#include "gradients/listener.h"
#include "gradients/way.h"
#include "reference/adversarial.h"
#include "reference/dense.h"
#include "reference/densities.h"
#include "train/trainer.h"

using namespace gradients;
using namespace hourglass;
using cases::Case, cases::doubles_of, cases::none, cases::rows, cases::words_of;

namespace {

// A tiny generator and discriminator as the formulas read.
struct Tiny {
  const Network& network;
  const Settings& settings;
  Contest contest;
  Activation hidden;

  std::vector<Complex> stack(const std::string& name, const std::vector<Complex>& arena,
                             std::vector<Complex> x) const {
    const Module& module = network.module(name);
    const auto& layers = network.layout(name).parameters;
    for (size_t l = 0; l < layers.size(); ++l) {
      const Tensor& p = layers[l][0].value;
      const size_t i = p.shape.n - 1, o = p.shape.features();
      const auto first = arena.begin() + p.offset;
      const bool last = l + 1 == module.layers.size();
      x = reference::dense_forward({x.size() / i, i, o}, x, {first, first + p.shape.count()},
                                   last ? Activation::linear : hidden);
    }
    return x;
  }
  std::vector<Complex> generated(const std::vector<Complex>& arena, uint32_t index) const {
    return stack("generator", arena,
                 complexes(reference::noise(size_t{settings.batch} * settings.code, settings.seed,
                                            Noise::normal, Stream::noise, 0, index)));
  }
  Complex paid(const std::vector<Complex>& logits, Turn turn) const {
    Complex sum(0);
    for (const Complex& y : logits) sum += reference::adversarial(contest, turn, y);
    return sum / static_cast<double>(logits.size());
  }
};

void check_stretch(const std::vector<float>& found, const std::vector<double>& truth,
                   const Parameter& stretch) {
  double largest = 0;
  const size_t first = stretch.value.offset, end = first + stretch.value.shape.count();
  for (size_t i = first; i < end; ++i) largest = std::max(largest, std::abs(truth[i]));
  CHECK(largest > 1e-4);
  for (size_t i = first; i < end; ++i)
    CHECK(std::abs(static_cast<double>(found[i]) - truth[i]) <= 1e-5 * largest);
}

}  // namespace

TEST_CASE("both players' gradients match the complex step of what each pays") {
  constexpr const char* contests[] = {"minimax", "non_saturating", "least_squares", "wasserstein"};
  const Dataset ring = load_dataset("ring", 1).train;
  for (uint32_t c = 0; c < 4; ++c) {
    CAPTURE(c);
    Settings s = preset_settings("gan-2d");
    s.adversarial_loss = contests[c];
    s.activation = "tanh";
    s.hidden = {5, 4};
    s.code = 3;
    s.batch = 7;
    s.discriminator_steps = 2;
    s.seed = 11;
    const auto cpu = make_cpu_backend({2, true});
    Listener backend(*cpu);
    Trainer trainer(backend, s, ring);
    const Network& network = trainer.network();
    const Tiny tiny{network, s, static_cast<Contest>(c), Activation::tanh};
    const Program recorded = backend.step;
    const auto run_to = [&](auto end) {
      const OwnedProgram some = prepared(backend, Program(recorded.begin(), end));
      backend.run(some.get(), 1);
      return read_now(backend, network.arena.gradient);
    };

    // The discriminator's first turn: the gradient of −D(x) and D(G(z)) together, G standing still.
    const auto arena = doubles_of(read_now(backend, network.arena.value));
    const auto update = std::ranges::find(recorded, Kernel::count_update, &Dispatch::kernel);
    const std::vector<float> first = run_to(update);
    const auto x =
        complexes(doubles_of(read_now(backend, find(recorded, Kernel::gather).tensors[2])));
    const auto z = tiny.generated(complexes(arena), 0);
    check_stretch(first,
                  complex_step(
                      [&](const std::vector<Complex>& p) {
                        return tiny.paid(tiny.stack("discriminator", p, x), Turn::real) +
                               tiny.paid(tiny.stack("discriminator", p, z), Turn::generated);
                      },
                      arena),
                  network.stretch("discriminator", "discriminator"));

    // The generator's, through the discriminator as two updates left it.
    const std::vector<float> second =
        run_to(std::ranges::find(recorded, Kernel::next_step, &Dispatch::kernel));
    const auto after = doubles_of(read_now(backend, network.arena.value));
    check_stretch(second,
                  complex_step(
                      [&](const std::vector<Complex>& p) {
                        return tiny.paid(tiny.stack("discriminator", p, tiny.generated(p, 2)),
                                         Turn::generator);
                      },
                      after),
                  network.stretch("generator", "generator"));
    const auto moved = [&](const char* name) {
      const Tensor t = network.stretch(name, name).value;
      return !std::equal(arena.begin() + t.offset, arena.begin() + t.offset + t.shape.count(),
                         after.begin() + t.offset);
    };
    CHECK(moved("discriminator"));
    CHECK(!moved("generator"));
    if (static_cast<Contest>(c) == Contest::wasserstein) {
      const Tensor t = network.stretch("discriminator", "discriminator").value;
      for (uint32_t i = 0; i < t.shape.count(); ++i)
        CHECK(std::abs(after[t.offset + i]) <= static_cast<double>(s.clip_weights));
    }
  }
}

// The penalty's gradient is a second derivative of D: here D's slope is taken by the formulas, and that of the
// penalty by the complex step through it.
TEST_CASE("the gradient penalty's second derivative matches the complex step") {
  const Dataset ring = load_dataset("ring", 1).train;
  for (const char* const activation : {"tanh", "softplus", "sigmoid", "leaky_relu"}) {
    CAPTURE(std::string(activation));
    Settings s = preset_settings("gan-2d");
    s.adversarial_loss = "wasserstein_gp";
    s.gradient_penalty = 3;
    s.activation = activation;
    s.hidden = {5, 4, 3};
    s.code = 3;
    s.batch = 7;
    s.seed = 11;
    const Activation hidden = find_activation(activation)->activation;
    const auto cpu = make_cpu_backend({2, true});
    Listener backend(*cpu);
    Trainer trainer(backend, s, ring);
    const Network& network = trainer.network();
    const Tiny tiny{network, s, Contest::wasserstein, hidden};
    const Program recorded = backend.step;
    const auto arena = doubles_of(read_now(backend, network.arena.value));
    const OwnedProgram some = prepared(
        backend, Program(recorded.begin(),
                         std::ranges::find(recorded, Kernel::count_update, &Dispatch::kernel)));
    backend.run(some.get(), 1);
    const std::vector<float> found = read_now(backend, network.arena.gradient);
    const auto x =
        complexes(doubles_of(read_now(backend, find(recorded, Kernel::gather).tensors[2])));
    const auto z = tiny.generated(complexes(arena), 0);
    const auto between = reference::interpolated(2, x, z, s.seed, Stream::corruption, 0, 0);
    // ∇D at these points, forward and back by the formulas.
    const auto slopes = [&](const std::vector<Complex>& p) {
      const auto& layers = network.layout("discriminator").parameters;
      std::vector<std::vector<Complex>> h{between}, weights;
      for (size_t l = 0; l < layers.size(); ++l) {
        const Tensor& t = layers[l][0].value;
        weights.emplace_back(p.begin() + t.offset, p.begin() + t.offset + t.shape.count());
        h.push_back(reference::dense_forward({s.batch, t.shape.n - 1, t.shape.features()}, h.back(),
                                             weights.back(),
                                             l + 1 == layers.size() ? Activation::linear : hidden));
      }
      std::vector<Complex> d(s.batch, Complex(1));
      for (size_t l = layers.size(); l-- > 0;) {
        const Shape t = layers[l][0].value.shape;
        d = reference::dense_backward_input({s.batch, t.n - 1, t.features()}, h[l], weights[l], d,
                                            l > 0 ? hidden : Activation::linear);
      }
      return d;
    };
    check_stretch(found,
                  complex_step(
                      [&](const std::vector<Complex>& p) {
                        Complex sum = tiny.paid(tiny.stack("discriminator", p, x), Turn::real) +
                                      tiny.paid(tiny.stack("discriminator", p, z), Turn::generated);
                        for (const Complex& value : reference::gradient_penalty(2, slopes(p), 3.0))
                          sum += value / static_cast<double>(s.batch);
                        return sum;
                      },
                      arena),
                  network.stretch("discriminator", "discriminator"));
  }
}

TEST_CASE("what players pay has the gradient of its reference at every logit") {
  Judge judge("gradients of methods on webgpu");
  const auto y = cases::random_floats(63, 1, -8, 8);
  for (uint32_t c = 0; c < 4; ++c)
    for (uint32_t turn = 0; turn < 3; ++turn) {
      const auto truth = complex_step(
          [&](const std::vector<Complex>& p) {
            Complex sum(0);
            for (const Complex& logit : p)
              sum += 0.125 * reference::adversarial(static_cast<Contest>(c),
                                                    static_cast<Turn>(turn), logit);
            return sum;
          },
          doubles_of(y));
      Case one = cases::start(Kernel::loss_adversarial, "loss_adversarial",
                              {rows(63, 1), rows(63, 1), rows(63, 1), rows(63, 1)});
      one.before[0] = words_of(y);
      one.dispatch.integers = {c, 0, turn};
      one.dispatch.numbers[0] = 0.125f;
      judge.check("loss_adversarial", one, 3, truth);
    }
}

TEST_CASE("a coupling's gradient matches the complex step, and its way back undoes it") {
  Judge judge("gradients of methods on webgpu");
  const size_t n = 5, h = 3;
  const auto x = cases::random_floats(n * 2 * h, 2, -2, 2);
  const auto heads = cases::random_floats(n * 2 * h, 3, -2, 2);
  const auto dy = cases::random_floats(n * 2 * h, 4, -1, 1);
  const auto xd = doubles_of(x), hd = doubles_of(heads), g = doubles_of(dy);
  for (const uint32_t moved : {0u, 1u}) {
    const auto value = [&](const std::vector<Complex>& from, const std::vector<Complex>& told) {
      Complex sum(0);
      const auto y = reference::coupling(h, moved, from, told, false);
      for (size_t e = 0; e < y.size(); ++e) sum += g[e] * y[e];
      for (const Complex& v : reference::coupling_volume(h, told)) sum += 0.125 * v;
      return sum;
    };
    Case one = cases::start(
        Kernel::coupling_backward, "coupling_backward",
        {rows(n, 2 * h), rows(n, 2 * h), rows(n, 2 * h), none, rows(n, 2 * h), rows(n, 2 * h)});
    one.before[0] = words_of(x);
    one.before[1] = words_of(heads);
    one.before[2] = words_of(dy);
    one.dispatch.integers[0] = moved;
    one.dispatch.numbers[0] = 0.125f;
    judge.check("coupling, its input", one, 4,
                complex_step([&](const auto& p) { return value(p, complexes(hd)); }, xd));
    judge.check("coupling, what it is told", one, 5,
                complex_step([&](const auto& p) { return value(complexes(xd), p); }, hd));
    const auto there = reference::coupling(h, moved, xd, hd, false);
    const auto back = reference::coupling(h, moved, there, hd, true);
    for (size_t e = 0; e < xd.size(); ++e) CHECK(back[e] == doctest::Approx(xd[e]));
  }
}

// With v_k standing still, contrastive divergence is the gradient of F(v₀) − F(v_k), where the free energy of visible
// units is F(v) = −cᵀv − Σ softplus(vW + b) (Hinton 2012, section 16.1).
TEST_CASE("contrastive divergence is the gradient of a difference of free energies") {
  Dataset data;
  data.name = "tiny";
  data.example = {1, 2, 3, 1};
  data.count = 20;
  std::vector<uint8_t> pixels;
  std::vector<Label> labels;
  for (uint32_t i = 0; i < data.count * 6; ++i)
    pixels.push_back(static_cast<uint8_t>(i * 83 % 256));
  for (uint32_t i = 0; i < data.count; ++i) labels.push_back(i % 2);
  data.pixels = std::move(pixels);
  data.labels = std::move(labels);
  data.classes = 2;
  for (const uint32_t k : {1u, 3u}) {
    CAPTURE(k);
    Settings s = preset_settings("dbn");
    s.hidden = {5, 4};
    s.batch = 7;
    s.gibbs_steps = k;
    s.dropout = 0;
    s.seed = 12;
    const auto cpu = make_cpu_backend({1, true});
    Listener backend(*cpu);
    const Trainer trainer(backend, s, data);
    const Network& network = trainer.network();
    for (uint32_t layer = 0; layer < 2; ++layer) {
      CAPTURE(layer);
      const Program& recorded = backend.steps[layer];
      const OwnedProgram some = prepared(backend, until_update(recorded));
      backend.run(some.get(), 1);
      const std::vector<float> found = read_now(backend, network.arena.gradient);
      // Of the products of the gradient the first is with v₀, the second with v_k.
      std::vector<std::vector<Complex>> v;
      for (const Dispatch& dispatch : recorded)
        if (dispatch.kernel == Kernel::dense_backward)
          v.push_back(complexes(doubles_of(read_now(backend, dispatch.tensors[0]))));
      REQUIRE(v.size() == 2);
      const std::string name = std::format("layer{}", layer + 1);
      const std::string mirror = std::format("decoder{}", layer + 1);
      const Tensor w = network.layout(name).parameters[0][0].value;
      const Tensor c = network.layout(mirror).parameters[0][0].value;
      const uint32_t visible = w.shape.n - 1, hidden = w.shape.features();
      const auto energy = [&](const std::vector<Complex>& p, const std::vector<Complex>& units) {
        Complex sum(0);
        for (uint32_t r = 0; r < s.batch; ++r) {
          for (uint32_t i = 0; i < visible; ++i) sum -= p[c.offset + i] * units[r * visible + i];
          for (uint32_t j = 0; j < hidden; ++j) {
            Complex x = p[w.offset + visible * hidden + j];
            for (uint32_t i = 0; i < visible; ++i)
              x += units[r * visible + i] * p[w.offset + i * hidden + j];
            sum -= reference::activate(Activation::softplus, x);
          }
        }
        return sum / static_cast<double>(s.batch);
      };
      const auto arena = doubles_of(read_now(backend, network.arena.value));
      const std::vector<double> truth = complex_step(
          [&](const std::vector<Complex>& p) { return energy(p, v[0]) - energy(p, v[1]); }, arena);
      check_stretch(found, truth, network.stretch(name, name));
      check_stretch(found, truth, network.stretch(mirror, mirror));
    }
  }
}

TEST_CASE("an autoregressive model has the gradient of its likelihood") {
  for (const std::vector<uint32_t>& hidden :
       {std::vector<uint32_t>{}, std::vector<uint32_t>{11}, std::vector<uint32_t>{7, 13}}) {
    CAPTURE(hidden.size());
    Settings s = preset_settings("autoregressive");
    s.activation = "tanh";
    s.hidden = hidden;
    s.batch = 9;
    const auto cpu = make_cpu_backend({1, true});
    Listener backend(*cpu);
    const Trainer trainer(backend, s, make_strokes(30, 1));
    Way way{trainer.network(), backend.step, s.seed, 0, {1}};
    const OwnedProgram run = prepared(backend, until_update(way.program));
    backend.run(run.get(), 1);
    Dice dice(6);
    CHECK(error_along(dice, backend, way) < 1e-4);
  }
}

TEST_CASE("a flow and an affine generator have the gradient of their likelihood") {
  for (const std::string preset : {"flow", "affine-generator"}) {
    CAPTURE(preset);
    Settings s = preset_settings(preset);
    s.activation = "tanh";
    s.hidden = {6};
    s.couplings = 3;
    s.batch = 9;
    s.schedule = "constant";
    const Dataset data = load_dataset(s.data, 1).train;
    const auto cpu = make_cpu_backend({1, true});
    Listener backend(*cpu);
    const Trainer trainer(backend, s, data);
    Way way{trainer.network(), backend.step, s.seed, 0, {1, 1}};
    const OwnedProgram run = prepared(backend, until_update(way.program));
    backend.run(run.get(), 1);
    Dice dice(5);
    CHECK(error_along(dice, backend, way) < 1e-4);
  }
}
