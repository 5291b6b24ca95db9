#include "view/figure_tips.h"

#include <algorithm>
#include <format>

#include "compute/error.h"
#include "share/texts.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr FigureTip table[] = {
    // Series, of which each step leaves a number behind.
    {"reconstruction", "", "the setting Loss of x and g(f(x))",
     "Kingma and Welling 2014, section 2.2"},
    {"kl", "", "½ Σⱼ (μⱼ² + σⱼ² − 1 − log σⱼ²)", "Kingma and Welling 2014, appendix B"},
    {"bound", "", "−log 1/L Σ p(x, z) / q(z|x)", "Burda et al. 2016, equation 8"},
    {"l1", "", "Σᵢ |hᵢ|", "Tibshirani 1996, of coefficients"},
    {"kl_sparsity", "", "Σⱼ ρ log(ρ / ρ̂ⱼ) + (1 − ρ) log((1 − ρ) / (1 − ρ̂ⱼ))",
     "Ng 2011, Sparse autoencoder"},
    {"contraction", "", "Σ (∂hⱼ/∂xᵢ)²", "Rifai et al. 2011, equation 1"},
    {"nll", "", "−log p, the mean over the examples", ""},
    {"error", "", "100 · wrong / all", ""},
    {"discriminator", "", "the setting Contest says what", "Goodfellow et al. 2014, section 3"},
    {"generator", "", "the setting Contest says what", "Goodfellow et al. 2014, section 3"},
    {"real", "", "the mean of D(x)", "Goodfellow et al. 2014, section 4"},
    {"generated", "", "the mean of D(G(z))", "Goodfellow et al. 2014, section 4"},
    {"penalty", "", "λ (‖∇D(x̂)‖ − 1)²", "Gulrajani et al. 2017, equation 3"},
    {"distance", "", "−log N(z; 0, I)", "Dinh et al. 2017, equation 2"},
    {"volume", "", "−log|det ∂z/∂x|", "Dinh et al. 2017, equation 2"},
    // The others.
    {"total", "What training makes small", "", ""},
    {"mse", "How far what comes back is from what went in, on test examples",
     "1/n Σ (x − y)² over all numbers, decoded from μ", ""},
    {"active units", "Units whose mean moves with the data", "Var over x of μⱼ(x) > 0.01",
     "Burda et al. 2016, section 5.2"},
    // Its formula is typeset beneath (unit_bars.cpp).
    {"unit kl",
     "What the unit tells about an example, the mean over test examples; at 0 it carries nothing "
     "and moving it changes nothing",
     "", "Kingma and Welling 2014, appendix B"},
    {"auc", "How well the loss tells the strange from the normal: ½ is chance",
     "share of pairs in which the strange one has the higher loss", "Hanley and McNeil 1982"},
    {"iou", "How well the places agree with the truth", "|A ∩ B| / |A ∪ B|", "Jaccard 1912"},
    {"likelihood",
     "How little the method thinks of test examples; of a bound the truth is no higher",
     "−log p(x)", ""},
    {"pca", "What as many principal components reach, and no linear network passes",
     "1/n Σ (x − VVᵀx)²", "Baldi and Hornik 1989"},
    {"accuracy", "Share of the test examples whose surest class is the right one", "right / all",
     ""},
};

std::string in_lines(std::string text, const FigureTip& tip) {
  for (const std::string_view more : {tip.formula, tip.source})
    if (!more.empty()) text += std::format("{}{}", text.empty() ? "" : "\n", tr(more));
  return text;
}

}  // namespace

std::span<const FigureTip> figure_tips() { return table; }

std::string figure_tip(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &FigureTip::name);
  if (found == std::end(table))
    fail("no figure is called {}; add it to view/figure_tips.cpp", name);
  return in_lines(std::string(tr(found->meaning)), *found);
}

std::string series_tip(const Series& series) {
  const auto* const found = std::ranges::find(table, series.name, &FigureTip::name);
  std::string text(tr(series.help));
  if (!series.unit.empty()) text += tr(", in {}", tr(series.unit));
  return found == std::end(table) ? text : in_lines(text, *found);
}

void hint_at(const Context& context, ImVec2 at, ImVec2 size, std::string_view words) {
  if (context.touch || size.x < 1 || size.y < 1) return;
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(words.data(), words.data() + words.size());
  ImGui::InvisibleButton("hint", size);
  ImGui::PopID();
  tooltip(context, words);
  ImGui::SetCursorScreenPos(cursor);
  ImGui::Dummy({0, 0});
}

}  // namespace hourglass::view
