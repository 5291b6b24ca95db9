// The three terms on their kernels.
#include "method/code_terms.h"

#include <optional>

#include "compute/error.h"

namespace hourglass {
namespace {

constexpr uint32_t number(Activation a) { return static_cast<uint32_t>(a); }

float per_example(const CodeSlots& s, float weight) {
  return weight / static_cast<float>(s.code.shape.n);
}

struct L1 : CodeTerm {
  explicit L1(float weight) : weight_(weight) {}
  Series series() const override {
    return {"l1", "L1", "Σ |h|: how much of the code is there at all", "", 1, &Settings::l1};
  }
  void record(Program& program, const CodeSlots& s) const override {
    program.push_back({Kernel::sparsity_l1,
                       {s.code, {}, s.row, s.dpre},
                       {number(s.activation), added},
                       {per_example(s, weight_)}});
  }

 private:
  float weight_;
};

struct KlSparsity : CodeTerm {
  KlSparsity(float weight, float target) : weight_(weight), target_(target) {}
  Series series() const override {
    return {"kl_sparsity",
            "KL of activity",
            "Σ KL(ρ ‖ ρ̂): how far the units' mean activity is from the one that is wanted",
            "nats",
            1,
            &Settings::kl_sparsity};
  }
  void record(Program& program, const CodeSlots& s) const override {
    program.push_back({Kernel::column_sum,
                       {s.code, s.units},
                       {0, written, static_cast<uint32_t>(Summand::value)},
                       {per_example(s, 1)}});
    program.push_back({Kernel::sparsity_kl,
                       {s.code, s.units, {}, s.row, s.dpre},
                       {number(s.activation), added},
                       {per_example(s, weight_), target_}});
  }

 private:
  float weight_, target_;
};

struct Contraction : CodeTerm {
  explicit Contraction(float weight) : weight_(weight) {}
  Series series() const override {
    return {"contraction",
            "Contraction",
            "‖∂h/∂x‖²: how much the code moves with the input",
            "",
            1,
            &Settings::contraction};
  }
  void record(Program& program, const CodeSlots& s) const override {
    // Squared norms of the columns of W: the bias is no part of ∂h/∂x.
    program.push_back({Kernel::column_sum,
                       {without_bias(s.weights.value), s.units},
                       {0, written, static_cast<uint32_t>(Summand::square)},
                       {1}});
    program.push_back({Kernel::contraction,
                       {s.code, s.units, {}, s.row, s.dpre},
                       {number(s.activation), added},
                       {per_example(s, weight_)}});
  }
  void add_to_weights(Program& program, const CodeSlots& s) const override {
    program.push_back(
        {Kernel::column_sum,
         {s.code, s.more_units},
         {number(s.activation), written, static_cast<uint32_t>(Summand::squared_slope)},
         {1}});
    program.push_back(
        {Kernel::contraction_backward,
         {without_bias(s.weights.value), s.more_units, {}, without_bias(s.weights.gradient)},
         {0, added},
         {per_example(s, weight_)}});
  }

 private:
  static Tensor without_bias(Tensor parameters) {
    --parameters.shape.n;
    return parameters;
  }
  float weight_;
};

// σ of the noise: small beside pixels in [0, 1], large beside what floats round away.
constexpr float nearby = 0.05f;

class EstimatedContraction : public CodeTerm {
 public:
  explicit EstimatedContraction(float weight) : weight_(weight) {}
  Series series() const override {
    return {"contraction",
            "Contraction (estimated)",
            "‖h(x + σε) − h(x)‖² / σ²: how much the code moves with the input, by one draw",
            "",
            1,
            &Settings::contraction};
  }
  void bind(const CodeSource& source) override {
    auto& bound = bound_of(source.mode);
    bound = std::make_unique<Bound>();
    bound->x = source.x;
    bound->state = source.state;
    bound->stream = source.mode == Mode::training ? Stream::corruption : Stream::evaluation;
    bound->moved = OwnedTensor(source.network.backend, source.x.shape);
    bound->pass.emplace(source.network, "encoder", bound->moved, source.state,
                        Pass::Options{.mode = source.mode, .add = true});
  }
  void record(Program& program, const CodeSlots& s) const override {
    const Bound& near = *bound_of(s.dpre ? Mode::training : Mode::evaluation);
    program.push_back({Kernel::corrupt,
                       {near.x, near.state, near.moved},
                       {static_cast<uint32_t>(Corruption::gaussian),
                        static_cast<uint32_t>(near.stream), word_index},
                       {nearby}});
    near.pass->forward(program);
    // Both codes are pulled towards each other: each is the other's target once.
    constexpr float scale = 1 / (nearby * nearby);
    const auto pull = [&](Tensor from, Tensor to, Tensor dpre, uint32_t adding) {
      program.push_back({Kernel::loss_squared,
                         {from, to, s.row, dpre},
                         {number(s.activation), adding},
                         {per_example(s, weight_), scale, 0}});
    };
    pull(s.code, near.pass->y(), s.dpre, added);
    if (s.dpre) pull(near.pass->y(), s.code, near.pass->dy(), written);
  }
  void add_to_weights(Program& program, const CodeSlots&) const override {
    bound_of(Mode::training)->pass->backward(program);
  }

 private:
  static constexpr uint32_t word_index = 0x80000000;  // no layer's
  struct Bound {
    Tensor x, state;
    Stream stream;
    OwnedTensor moved;
    std::optional<Pass> pass;
  };
  std::unique_ptr<Bound>& bound_of(Mode mode) {
    return mode == Mode::training ? training_ : evaluation_;
  }
  const std::unique_ptr<Bound>& bound_of(Mode mode) const {
    return mode == Mode::training ? training_ : evaluation_;
  }

  float weight_;
  std::unique_ptr<Bound> training_, evaluation_;
};

}  // namespace

std::vector<std::unique_ptr<CodeTerm>> make_code_terms(const Settings& s) {
  std::vector<std::unique_ptr<CodeTerm>> terms;
  if (s.l1 > 0) terms.push_back(std::make_unique<L1>(s.l1));
  if (s.kl_sparsity > 0) {
    if (s.code_activation != "sigmoid")
      fail(
          "kl_sparsity: a mean activity wants a code between 0 and 1; choose code_activation "
          "sigmoid");
    terms.push_back(std::make_unique<KlSparsity>(s.kl_sparsity, s.sparsity_target));
  }
  if (s.contraction > 0) {
    const bool one_layer = s.hidden.empty() && s.channels.empty() && !s.tied;
    const bool curve_known = s.code_activation == "sigmoid" || s.code_activation == "tanh" ||
                             s.code_activation == "relu" || s.code_activation == "linear";
    if (!find_activation(s.code_activation)->from_output)
      fail(
          "contraction: wants a code_activation whose slope its output tells; choose sigmoid or "
          "tanh");
    if (s.normalisation == "batch" && !s.hidden.empty())
      fail(
          "contraction: a batch's own mean moves with it; choose normalisation layer or none "
          "beside "
          "it");
    if (one_layer && curve_known)
      terms.push_back(std::make_unique<Contraction>(s.contraction));
    else
      terms.push_back(std::make_unique<EstimatedContraction>(s.contraction));
  }
  return terms;
}

}  // namespace hourglass
