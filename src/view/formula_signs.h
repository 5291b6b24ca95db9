// TeX's names of signs, the characters that they are and how they keep their distance.
#pragma once
#include <cstdint>
#include <string_view>

namespace hourglass::view {

// TeX's kinds of atoms, between which it spaces (The TeXbook, chapter 18).
enum class Atom : uint8_t { ord, op, bin, rel, open, close, punct, inner, gap };

struct Sign {
  std::string_view name;
  uint16_t code;
  Atom atom = Atom::ord;
};

inline constexpr Sign signs[] = {
    {"alpha", u'α'},
    {"beta", u'β'},
    {"gamma", u'γ'},
    {"delta", u'δ'},
    {"epsilon", u'ϵ'},
    {"varepsilon", u'ε'},
    {"zeta", u'ζ'},
    {"eta", u'η'},
    {"theta", u'θ'},
    {"kappa", u'κ'},
    {"lambda", u'λ'},
    {"mu", u'μ'},
    {"nu", u'ν'},
    {"xi", u'ξ'},
    {"pi", u'π'},
    {"rho", u'ρ'},
    {"sigma", u'σ'},
    {"tau", u'τ'},
    {"phi", u'ϕ'},
    {"varphi", u'φ'},
    {"chi", u'χ'},
    {"psi", u'ψ'},
    {"omega", u'ω'},
    {"Gamma", u'Γ'},
    {"Delta", u'Δ'},
    {"Theta", u'Θ'},
    {"Lambda", u'Λ'},
    {"Xi", u'Ξ'},
    {"Pi", u'Π'},
    {"Sigma", u'Σ'},
    {"Phi", u'Φ'},
    {"Psi", u'Ψ'},
    {"Omega", u'Ω'},
    {"partial", u'∂'},
    {"nabla", u'∇'},
    {"infty", u'∞'},
    {"ell", u'ℓ'},
    {"dots", u'…', Atom::inner},
    {"ldots", u'…', Atom::inner},
    {"cdots", u'⋯', Atom::inner},
    {"sum", u'∑', Atom::op},
    {"prod", u'∏', Atom::op},
    {"int", u'∫', Atom::op},
    {"", u'+', Atom::bin},
    {"", u'−', Atom::bin},
    {"", u'*', Atom::bin},
    {"cdot", u'⋅', Atom::bin},
    {"times", u'×', Atom::bin},
    {"odot", u'⊙', Atom::bin},
    {"circ", u'∘', Atom::bin},
    {"pm", u'±', Atom::bin},
    {"", u'=', Atom::rel},
    {"", u'<', Atom::rel},
    {"", u'>', Atom::rel},
    {"", u':', Atom::rel},
    {"sim", u'∼', Atom::rel},
    {"in", u'∈', Atom::rel},
    {"le", u'≤', Atom::rel},
    {"ge", u'≥', Atom::rel},
    {"leq", u'≤', Atom::rel},
    {"geq", u'≥', Atom::rel},
    {"ll", u'≪', Atom::rel},
    {"gg", u'≫', Atom::rel},
    {"ne", u'≠', Atom::rel},
    {"equiv", u'≡', Atom::rel},
    {"approx", u'≈', Atom::rel},
    {"propto", u'∝', Atom::rel},
    {"to", u'→', Atom::rel},
    {"mid", u'|', Atom::rel},
    {"parallel", u'‖', Atom::rel},
    {"", u'(', Atom::open},
    {"", u'[', Atom::open},
    {"lvert", u'|', Atom::open},
    {"lVert", u'‖', Atom::open},
    {"", u')', Atom::close},
    {"", u']', Atom::close},
    {"rvert", u'|', Atom::close},
    {"rVert", u'‖', Atom::close},
    {"", u',', Atom::punct},
    {"", u';', Atom::punct},
};

// Named in upright letters; those of `beneath` take what is below them there.
inline constexpr std::string_view functions[] = {"log", "exp", "det", "dim", "sin", "cos", "tanh"};
inline constexpr std::string_view functions_beneath[] = {"min", "max", "lim"};

}  // namespace hourglass::view
