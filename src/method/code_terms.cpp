// The three terms on their kernels.
#include "method/code_terms.h"

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
    const bool exact = s.code_activation == "sigmoid" || s.code_activation == "tanh" ||
                       s.code_activation == "relu" || s.code_activation == "linear";
    if (!s.hidden.empty() || !s.channels.empty() || !exact)
      fail(
          "contraction: is computed exactly, for an encoder of one dense layer with "
          "code_activation "
          "sigmoid, tanh, relu or linear; leave out hidden and channels");
    terms.push_back(std::make_unique<Contraction>(s.contraction));
  }
  return terms;
}

}  // namespace hourglass
