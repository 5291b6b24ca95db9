// A grid of samples, Redraw and Hold.
#include "view/samples.h"

#include <algorithm>
#include <cmath>

#include "view/normal_draws.h"
#include "view/paint.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {
constexpr double redraw_seconds = 1;  // between draws while training and not held
}

FittedGaussian fit_gaussian(const std::vector<float>& codes, uint32_t count, uint32_t size) {
  FittedGaussian fitted{std::vector<float>(size), std::vector<float>(size_t{size} * size)};
  if (count == 0 || codes.size() < size_t{count} * size) return fitted;
  std::vector<double> mean(size), factor(size_t{size} * size);
  const auto code = [&](uint32_t i, uint32_t k) { return double{1} * codes[size_t{i} * size + k]; };
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t k = 0; k < size; ++k) mean[k] += code(i, k) / count;
  const bool diagonal = size > 64;
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t r = 0; r < size; ++r)
      for (uint32_t c = diagonal ? r : 0; c <= r; ++c)
        factor[size_t{r} * size + c] += (code(i, r) - mean[r]) * (code(i, c) - mean[c]) / count;
  // Cholesky in place. A direction without variance gets none.
  for (uint32_t r = 0; r < size; ++r) {
    for (uint32_t c = diagonal ? r : 0; c <= r; ++c) {
      double rest = factor[size_t{r} * size + c];
      if (!diagonal)
        for (uint32_t k = 0; k < c; ++k)
          rest -= factor[size_t{r} * size + k] * factor[size_t{c} * size + k];
      const double pivot = factor[size_t{c} * size + c];
      factor[size_t{r} * size + c] =
          r == c ? std::sqrt(std::max(rest, 0.0)) : (pivot > 1e-9 ? rest / pivot : 0.0);
    }
  }
  fitted.mean.assign(mean.begin(), mean.end());
  fitted.factor.assign(factor.begin(), factor.end());
  return fitted;
}

void Samples::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  if (snapshot.code_size == 0 || !context.decode || !question_.ready(context.now)) return;
  if (asked_draw_ == draw_ && asked_snapshot_ == context.snapshot_number) return;
  asked_draw_ = draw_;
  asked_snapshot_ = context.snapshot_number;
  const uint32_t size = snapshot.code_size;
  std::vector<float> z = normal_draws(0, draw_, prior_samples * size);
  if (!snapshot.model->variational) {
    const FittedGaussian fitted = fit_gaussian(snapshot.codes, snapshot.code_count, size);
    std::vector<float> codes(z.size());
    for (uint32_t i = 0; i < prior_samples; ++i) {
      for (uint32_t r = 0; r < size; ++r) {
        float value = fitted.mean[r];
        for (uint32_t c = 0; c <= r; ++c)
          value += fitted.factor[size_t{r} * size + c] * z[size_t{i} * size + c];
        codes[size_t{i} * size + r] = value;
      }
    }
    z = std::move(codes);
  }
  question_.decode(context, std::move(z), reinterpret_cast<uintptr_t>(snapshot.model.get()));
}

void Samples::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.model) {
    paint::empty(context, at, size, "Pictures of codes drawn from the prior appear here");
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  model_ = snapshot.model;
  if (!hold_ && snapshot.training && context.now - drawn_at_ > redraw_seconds) {
    ++draw_;
    drawn_at_ = context.now;
  }
  paint::Row row(context, at, size.x);
  if (row.button("Redraw", "Draws other codes")) {
    ++draw_;
    drawn_at_ = context.now;
  }
  if (row.chip(
          "Hold", hold_,
          "On: the same codes z while training goes on. Off: other codes every second of training"))
    hold_ = !hold_;
  const char* words = snapshot.model->variational ? "z ~ N(0, I): codes from the prior, decoded"
                                                  : "from a Gaussian fitted to the codes, decoded";
  row.label(paint::fitted(context, words, context.theme.caption_size + 1, row.remaining()),
            context.theme.muted);
  ask(context);

  // An answer of another network is no answer.
  const bool answered = question_.answers() > 0 &&
                        question_.about() == reinterpret_cast<uintptr_t>(snapshot.model.get()) &&
                        question_.answer().count > 0;
  const Pictures& pictures = answered ? question_.answer() : snapshot.samples;
  const uint64_t version = answered ? (question_.answers() << 1 | 1) : context.snapshot_number << 1;
  const float top = row.bottom() + 8, gap = 3;
  const ImVec2 room{size.x, at.y + size.y - top};
  if (pictures.count > 0 && room.y > 0) {
    const GridFit fit = fit_grid(room, pictures.count, pictures.height, pictures.width, 10, gap,
                                 paint::device_scale());
    set_.update(pictures, version, fit.multiple);
    // What is left over goes between the columns.
    const float used = static_cast<float>(fit.columns) * (fit.cell.x + gap) - gap;
    const float between =
        fit.columns > 1
            ? std::min(gap + (room.x - used) / static_cast<float>(fit.columns - 1), 12.0f)
            : gap;
    for (uint32_t i = 0; i < std::min(fit.columns * fit.rows, pictures.count); ++i)
      set_.draw(*ImGui::GetWindowDrawList(), i,
                {at.x + static_cast<float>(i % fit.columns) * (fit.cell.x + between),
                 top + static_cast<float>(i / fit.columns) * (fit.cell.y + gap)});
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

}  // namespace hourglass::view
