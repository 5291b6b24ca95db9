// A normalising flow of affine couplings (Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real
// NVP"): x becomes noise z step by step, each step moving one half of the numbers by the other, and
// −log p(x) = ½ ‖z‖² + ½ d log 2π − Σ s. The same steps backward make an example of noise.
#include <format>

#include "compute/error.h"
#include "method/examiner.h"
#include "method/methods.h"
#include "method/trunk.h"
#include "model/pass.h"

namespace hourglass {
namespace {

enum : uint32_t { distance_series, volume_series, all };

constexpr uint32_t most_features = 64;  // points and tables; pictures want convolutions

std::string name_of(uint32_t coupling) { return std::format("coupling{}", coupling); }

// Which half a coupling moves.
uint32_t moved_by(uint32_t coupling) { return 1 - coupling % 2; }

// All couplings on a batch, one way or the other.
class Way {
 public:
  // from: x on the way to noise, z on the way back.
  Way(Network& network, const Settings& settings, Tensor from, Tensor clock, Mode mode, bool back)
      : backend_(network.backend), back_(back) {
    const uint32_t count = settings.couplings;
    const Shape whole = from.shape, half{whole.n, 1, 1, whole.features() / 2};
    flow_.push_back(from);
    kept_.push_back(make(half));
    if (mode == Mode::training) dkept_.push_back({});
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t coupling = back ? count - 1 - i : i;
      couplings_.push_back(coupling);
      nets_.emplace_back(
          network, name_of(coupling), kept_.back(), clock,
          Pass::Options{.mode = mode, .dx = dkept_.empty() ? Tensor{} : dkept_.back()});
      flow_.push_back(make(whole));
      kept_.push_back(make(half));
      if (mode == Mode::training) dkept_.push_back(make(half));
    }
  }

  Tensor end() const { return flow_.back(); }
  const Pass& net(uint32_t coupling) const { return nets_[coupling]; }  // on the way to noise

  // row: of −Σ s, absent on the way back.
  void forward(Program& program, Tensor row) const {
    program.push_back(
        {Kernel::take_half, {flow_[0], kept_[0]}, {1 - moved_by(couplings_.front())}});
    for (size_t i = 0; i < nets_.size(); ++i) {
      nets_[i].forward(program);
      program.push_back({Kernel::coupling,
                         {flow_[i], nets_[i].y(), flow_[i + 1], kept_[i + 1], row},
                         {moved_by(couplings_[i]), i > 0 ? 1u : 0u, back_ ? 1u : 0u}});
    }
  }
  // dz: the gradient at the end, which is lost; scale: of the row's.
  void backward(Program& program, Tensor dz, float scale) {
    const size_t count = nets_.size();
    Tensor dy = dz, dx = make(dz.shape);
    for (size_t i = count; i-- > 0;) {
      program.push_back({Kernel::coupling_backward,
                         {flow_[i], nets_[i].y(), dy, i + 1 < count ? dkept_[i + 1] : Tensor{}, dx,
                          nets_[i].dy()},
                         {moved_by(couplings_[i])},
                         {scale}});
      nets_[i].backward(program);
      std::swap(dy, dx);
    }
  }

 private:
  Tensor make(Shape shape) { return owned_.emplace_back(backend_, shape); }

  Backend& backend_;
  bool back_;
  std::vector<uint32_t> couplings_;
  std::vector<Tensor> flow_, kept_, dkept_;  // before each coupling, and at the end
  std::vector<Pass> nets_;
  std::vector<OwnedTensor> owned_;
};

class Flow final : public Method {
 public:
  Flow(const Settings& settings, Shape example) : settings_(settings), example_(example) {
    const uint32_t d = example.features();
    if (d % 2 != 0 || d > most_features)
      fail(
          "flow: examples have {} numbers; choose data of an even number of at most {}, such as "
          "moons",
          d, most_features);
    example_ = {1, 1, 1, d};
  }

  std::vector<Module> modules() const override {
    std::vector<Module> nets;
    const uint32_t d = example_.features();
    for (uint32_t i = 0; i < settings_.couplings; ++i)
      nets.push_back(make_dense_row(settings_, name_of(i), {1, 1, 1, d / 2}, settings_.hidden, d,
                                    Activation::linear));
    return nets;
  }
  std::vector<Series> series() const override {
    return {
        {"distance", "Distance", "½ ‖z‖² + ½ d log 2π: how far from 0 the noise lies that gives x",
         unit()},
        {"volume", "Volume", "−Σ s: by how much the couplings press space together at x", unit()}};
  }
  std::string unit() const override { return "nats/image"; }
  std::string nll_unit() const override { return unit(); }
  bool encodes() const override { return true; }  // x → z, and back
  std::vector<Measure> measures() const override { return {{"nll", "−log p(x)", unit()}}; }
  Diagram diagram() const override {
    Diagram d{{example_.features()}, {"x"}};
    for (uint32_t i = 0; i < settings_.couplings; ++i) {
      d.widths.push_back(example_.features());
      d.layer_names.push_back(std::format("coupling {}", i));
    }
    d.layer_names.back() = "z";
    d.code_layer = settings_.couplings;
    d.first_hidden = settings_.couplings + 1;  // none of the setting's
    return d;
  }

  std::vector<Phase> record(const Studio& studio) override {
    const uint32_t n = settings_.batch;
    const auto rows = [&](uint32_t count) { return Shape{count, 1, 1, example_.features()}; };
    const auto zeros = [&](uint32_t count) {
      OwnedTensor tensor(studio.backend, rows(count));
      write(studio.backend, tensor, std::vector<float>(tensor->shape.count()));
      return tensor;
    };
    x_ = OwnedTensor(studio.backend, rows(n));
    dz_ = OwnedTensor(studio.backend, rows(n));
    zeros_ = zeros(n);
    way_.emplace(studio.network, settings_, x_, studio.clock, Mode::training, false);
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    studio.gather(step, x_);
    way_->forward(step, studio.row(volume_series, n));
    tell_distance(step, way_->end(), zeros_, studio.row(distance_series, n), dz_);
    way_->backward(step, dz_, 1.0f / static_cast<float>(n));
    studio.end(step, n, studio.players[0]);

    examiner_.emplace(studio.backend, example_, all);
    const Tensor clock = examiner_->clock();
    asked_zeros_ = zeros(Examiner::batch);
    asked_.emplace(studio.network, settings_, examiner_->x(), clock, Mode::evaluation, false);
    Program density;
    asked_->forward(density, examiner_->row(volume_series));
    tell_distance(density, asked_->end(), asked_zeros_, examiner_->row(distance_series), {});
    asking_ = std::make_unique<Asking>(*examiner_, prepared(studio.backend, density), "log p(x)",
                                       std::vector<float>{-1, -1});
    z_ = OwnedTensor(studio.backend, rows(Examiner::batch));
    back_.emplace(studio.network, settings_, z_, clock, Mode::evaluation, true);
    Program sampling{
        {Kernel::noise,
         {clock, z_},
         {static_cast<uint32_t>(Noise::normal), static_cast<uint32_t>(Stream::sampling)}}};
    back_->forward(sampling, {});
    drawing_ = std::make_unique<Drawing>(studio.backend, *examiner_, std::move(sampling), z_,
                                         back_->end());
    std::vector<Phase> phases;
    phases.push_back({"training", std::move(step), {}});
    return phases;
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return examiner_->likelihood(asking_->program(), series(), data, limit, now);
  }
  std::vector<std::vector<float>> activations(std::string_view module,
                                              std::span<const float> examples) const override {
    std::vector<std::vector<float>> all;
    for (uint32_t i = 0; i < settings_.couplings; ++i)
      for (size_t l = 0; module == name_of(i) && l < asked_->net(i).layers(); ++l)
        all.push_back(asking_->look(asked_->net(i).slots(l).y, examples));
    return all;
  }
  Generator* generator() const override { return drawing_.get(); }
  Field* field() const override { return asking_.get(); }

 private:
  void tell_distance(Program& program, Tensor z, Tensor zeros, Tensor row, Tensor dz) const {
    const auto d = static_cast<float>(example_.features());
    program.push_back({Kernel::loss_squared,
                       {z, zeros, row, dz, {}},
                       {},
                       {1.0f / static_cast<float>(z.shape.n), 0.5f, 0.5f * d * 1.83787706641f}});
  }

  Settings settings_;
  Shape example_;
  OwnedTensor x_, dz_, zeros_, z_, asked_zeros_;
  std::optional<Way> way_, asked_, back_;
  std::optional<Examiner> examiner_;
  std::unique_ptr<Drawing> drawing_;
  std::unique_ptr<Asking> asking_;
};

}  // namespace

std::unique_ptr<Method> make_flow(const Settings& settings, const Example& example) {
  return std::make_unique<Flow>(settings, example.shape);
}

}  // namespace hourglass
