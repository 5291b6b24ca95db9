// A thousand networks by chance: each is recorded, passes check(), trains a step to finite numbers, and
// leaves the gradient that the complex step of the scalar references has along a direction.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "compute/state.h"
#include "compute/webgpu/webgpu_backend.h"
#include "gradients/listener.h"
#include "gradients/way.h"
#include "kernels/cases.h"
#include "model/pass.h"
#include "train/loss.h"
#include "train/trainer.h"
#include "webgpu/device.h"

using namespace gradients;
using namespace hourglass;

namespace {

constexpr uint32_t networks = 1000;
constexpr uint32_t networks_on_webgpu = 24;  // fewer: their pipelines take long to compile

bool finite(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

// Biases begin at 0, and what an empty picture makes of them lies on every kink. Those that are to stay
// there do.
void shake(Dice& dice, const Network& network, bool bias, std::vector<float>& parameters) {
  auto value = parameters.begin();
  for (const Network::Part& part : network.parts)
    for (const Piece& piece : part.plan.pieces)
      for (uint64_t e = 0; e < piece.count(); ++e, ++value)
        if (bias || piece.name != "bias") *value += dice.number(-0.1f, 0.1f);
}

// A row of layers with a loss behind it and an optimiser, recorded as a method would.
struct Row {
  std::string name;
  Network network;
  Settings settings = preset_settings("linear");
  OwnedTensor x, dx, target, clock, terms, ring;
  std::vector<Player> players;
  std::unique_ptr<Loss> loss;
  std::optional<Pass> pass;
  std::optional<BoundLoss> bound;
  Way way;

  Row(Backend& backend, Dice& dice) : Row(backend, dice, draw_row(dice)) {}
  Row(Backend& backend, Dice& dice, DrawnRow drawn)
      : name(told(drawn)),
        network(backend, alone(std::move(drawn.module))),
        way{network, {}, dice.below(1000), 0, {1}} {
    network.initialise(way.seed);
    auto values = network.read_parameters();
    shake(dice, network, true, values);
    network.write_parameters(values);

    Shape input = network.modules[0].input, output = network.modules[0].output();
    const uint32_t n = input.n = output.n = drawn.batch;
    Pass::Options options;
    options.input_activation = dice.of({Activation::linear, Activation::tanh, Activation::relu});
    const bool shares = std::ranges::any_of(
        network.modules[0].layers, [](const auto& layer) { return !layer->shares().empty(); });
    options.add = shares || dice.one_in(3);  // what is shared adds up
    x = filled(dice, input, options.input_activation == Activation::relu ? 0.0f : -0.9f);
    if (dice.one_in(2)) {
      options.dx = dx = OwnedTensor(backend, input);
      options.frozen = dice.one_in(4);
    }
    clock = OwnedTensor(backend, cases::state_shape);
    write(backend, clock, cases::state_words(0, 0, 0, way.seed));
    pass.emplace(network, "row", x, clock, options);
    target = filled(dice, output, 0);
    settings.loss = dice.of({"bernoulli", "mse"});
    loss = make_loss(settings, output.features());
    terms = OwnedTensor(backend, Shape{1, 1, 1, aligned(n)});
    ring = OwnedTensor(backend, Shape{4, 1, 1, 1});
    const Tensor row{terms->buffer, 0, {n, 1, 1, 1}};
    bound.emplace(network, *loss, LossSlots{pass->y(), target, row, pass->dy(), {}, {}});
    players.emplace_back(backend, PlayerPlan{"all"}, network.arena, settings);
    pass->forward(way.program);
    bound->record(way.program);
    pass->backward(way.program);
    const Studio studio{backend, network, {},    clock, n,      Content::words,
                        {},      {},      terms, ring,  players};
    studio.end(way.program, n, players[0]);
    way.x = x;
    way.dx = dx;
    way.before = options.input_activation;
    way.frozen = options.frozen;
    way.times = options.add ? 2 : 1;
  }

  static std::vector<Module> alone(Module module) {
    std::vector<Module> all;
    all.push_back(std::move(module));
    return all;
  }
  void clear() {
    write(network.backend, network.arena.gradient,
          std::vector<float>(network.arena.gradient.shape.count()));
  }
  OwnedTensor filled(Dice& dice, Shape shape, float least) {
    OwnedTensor tensor(network.backend, shape);
    std::vector<float> values(shape.count());
    for (float& value : values) value = dice.number(least, 1);
    write(network.backend, tensor, values);
    return tensor;
  }
  // Twice, so that what is added shows.
  void run() {
    clear();
    const OwnedProgram twice = prepared(network.backend, until_update(way.program));
    network.backend.run(twice.get(), 2);
  }
};

// The way of a trainer's next step, run up to its update.
Way next_way(Listener& backend, const Trainer& trainer) {
  const Settings& settings = trainer.settings();
  Way way{trainer.network(), backend.step, settings.seed, trainer.step(), {}};
  const OwnedProgram run = prepared(backend, until_update(way.program));
  backend.run(run.get(), 1);
  const Tensor clock = find(way.program, Kernel::next_step).tensors[1];
  const double beta = double{read_now(backend, clock)[state::beta]};
  for (const Series& series : trainer.series()) {
    if (series.name == "kl") way.kl = static_cast<uint32_t>(way.weights.size());
    way.weights.push_back(series.weight == &Settings::beta ? double{series.share} * beta
                                                           : double{series.of(settings)});
  }
  way.bias = settings.bias || !settings.channels.empty();
  if (settings.latent == "gaussian" && !settings.importance)
    way.free_nats = double{settings.free_bits};
  return way;
}

// A float may lie on the other side of a kink (of a ReLU, of a maximum, of free bits) than the double:
// then the truth is another one, and the weights of one more step are asked. A gradient that is wrong is
// wrong there too. `next` makes the next weights; gives the number of times that this was needed.
template <class Error, class Next>
uint32_t settle(const std::string& name, Error&& error, Next&& next, double& worst) {
  // Floats err by about 1e-7 a sum, the small gradients' share of the direction makes a hundredfold of it.
  // All but few stay below 6e-5; where a batch hardly varies, its normalisation enlarges that by 1/σ.
  constexpr double bound = 1e-3;
  double off = error();
  for (uint32_t again = 0; again < 3; ++again) {
    if (off <= bound) {
      worst = std::max(worst, off);
      return again;
    }
    next();
    off = error();
  }
  CHECK_MESSAGE(off <= bound, name);
  return 0;
}

}  // namespace

TEST_CASE("rows of layers by chance have the gradient of their reference, and train") {
  uint32_t kinks = 0;
  double worst = 0;
  for (uint32_t number = 0; number < networks / 2; ++number) {
    Dice dice(2 * number);
    const auto backend = make_cpu_backend({dice.from(1, 2), dice.one_in(2)});
    Row row(*backend, dice);
    CAPTURE(number);
    CAPTURE(row.name);
    const OwnedProgram whole = prepared(*backend, row.way.program);
    const auto next = [&] {
      row.clear();
      backend->run(whole.get(), 1);
      ++row.way.step;
    };
    kinks += settle(
        row.name,
        [&] {
          row.run();
          return error_along(dice, *backend, row.way);
        },
        next, worst);
    next();
    CHECK(finite(row.network.read_parameters()));
    CHECK(finite(read_now(*backend, row.terms)));
  }
  std::printf("gradients: %u rows by chance: off by %.1e at most, %u asked again at a kink\n",
              networks / 2, worst, kinks);
}

TEST_CASE("trainings by chance have the gradient of their reference, and stay finite") {
  uint32_t kinks = 0;
  double worst = 0;
  for (uint32_t number = 0; number < networks / 2; ++number) {
    Dice dice(2 * number + 1);
    const DrawnTraining drawn = draw_training(dice);
    const std::string name = told(drawn);
    CAPTURE(number);
    CAPTURE(name);
    validate(drawn.settings);
    const auto cpu = make_cpu_backend({drawn.settings.threads, drawn.settings.reproducible});
    Listener backend(*cpu);
    Trainer trainer(backend, drawn.settings, drawn.data);
    Trainer::State state = trainer.save();
    shake(dice, trainer.network(), drawn.settings.bias, state.parameters);
    trainer.restore(state);
    const auto next = [&] { trainer.advance(1); };
    next();
    kinks += settle(
        name, [&] { return error_along(dice, backend, next_way(backend, trainer)); }, next, worst);
    const Track losses = trainer.take_losses();
    CHECK(finite(losses.values));
    CHECK(finite(trainer.network().read_parameters()));
  }
  std::printf("gradients: %u trainings by chance: off by %.1e at most, %u asked again at a kink\n",
              networks / 2, worst, kinks);
}

namespace {

// How far the gradients are from each other, by the length of the first.
double apart(const Network& a, const Network& b) {
  auto first = read_now(a.backend, a.arena.gradient),
       second = read_now(b.backend, b.arena.gradient);
  const double length = norm(first);
  for (size_t e = 0; e < first.size(); ++e) first[e] -= second[e];
  return norm(first) / std::max(length, 1e-30);
}

}  // namespace

TEST_CASE("networks by chance have the cpu's gradient on webgpu, and train there") {
  const auto device = test_device("networks by chance on webgpu");
  if (!device) return;
  uint32_t kinks = 0;
  double worst = 0;
  for (uint32_t number = 0; number < networks_on_webgpu / 2; ++number) {
    const auto cpu = make_cpu_backend({1, false}), gpu = make_webgpu_backend(device);
    CAPTURE(number);
    {
      Dice dice(2 * number), same(2 * number);
      Row here(*cpu, dice), there(*gpu, same);
      CAPTURE(here.name);
      const OwnedProgram on_cpu = prepared(*cpu, here.way.program),
                         on_gpu = prepared(*gpu, there.way.program);
      const auto error = [&] {
        here.run();
        there.run();
        return here.way.frozen ? 0 : apart(here.network, there.network);
      };
      const auto next = [&] {
        cpu->run(on_cpu.get(), 1);
        gpu->run(on_gpu.get(), 1);
        CHECK(finite(there.network.read_parameters()));
        there.network.write_parameters(here.network.read_parameters());
      };
      kinks += settle(here.name, error, next, worst);
      next();
    }
    Dice dice(2 * number + 1);
    const DrawnTraining drawn = draw_training(dice);
    const std::string name = told(drawn);
    CAPTURE(name);
    Trainer here(*cpu, drawn.settings, drawn.data), there(*gpu, drawn.settings, drawn.data);
    const auto next = [&] {
      there.restore(here.save());
      here.advance(1);
      there.advance(1);
      CHECK(finite(there.take_losses().values));
    };
    next();
    kinks += settle(name, [&] { return apart(here.network(), there.network()); }, next, worst);
  }
  std::printf(
      "gradients: %u networks by chance: webgpu's off the cpu's by %.1e at most, %u asked again at "
      "a kink\n",
      networks_on_webgpu, worst, kinks);
}
