// Lays out the figure; the plots that one drags in are in reparameterise_plots.cpp.
#include "view/reparameterise.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "model/prior.h"
#include "share/texts.h"
#include "share/ticks.h"
#include "view/classes.h"
#include "view/formula.h"
#include "view/paint.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr double redraw_seconds = 1;  // between draws while training and not held
constexpr float title_line = 16, number_line = 18;
constexpr uint32_t most_draws = 12;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

void Reparameterise::redraw(uint32_t units) { epsilon_ = normal_draws(1, draw_, units); }

void Reparameterise::take(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  const uint32_t size = snapshot.code_size;
  data_ = snapshot.data;
  image_ = context.chosen_image < snapshot.code_count ? context.chosen_image : 0;
  const size_t from = size_t{image_} * size;
  mean_.resize(size), sigma_.resize(size);
  for (uint32_t k = 0; k < size; ++k) {
    mean_[k] = snapshot.codes[from + k];
    sigma_[k] = std::exp(0.5f * std::min(snapshot.log_variances[from + k], 40.0f));
  }
  if (epsilon_.size() != size) redraw(size);
  if (!hold_ && snapshot.training && context.now - drawn_at_ > redraw_seconds) {
    ++draw_;
    drawn_at_ = context.now;
    redraw(size);
  }
  unit_ = std::min<size_t>(unit_, size - 1);
}

void Reparameterise::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const bool known = snapshot.model && snapshot.data && snapshot.code_count > 0 &&
                     snapshot.code_size > 0 &&
                     snapshot.codes.size() >= size_t{snapshot.code_count} * snapshot.code_size;
  if (!known || !snapshot.model->variational ||
      snapshot.log_variances.size() < snapshot.codes.size()) {
    paint::empty(context, at, size,
                 known && !snapshot.model->variational
                     ? "This network's code is plain: one number a unit, no μ and σ to draw from. "
                       "Choose a preset whose "
                       "name has vae in it, or set the latent to gaussian."
                     : "The way from μ, σ and ε to z appears here");
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  take(context);
  const auto finite = [](float x) { return std::isfinite(x); };
  if (!std::all_of(mean_.begin(), mean_.end(), finite) ||
      !std::all_of(sigma_.begin(), sigma_.end(), finite)) {
    paint::empty(context, at, size,
                 "Training has diverged: μ and σ are no longer numbers. Reset, and choose a "
                 "smaller learning rate.");
    ImGui::Dummy(size);
    ImGui::PopID();
    return;
  }
  if (slow_) {
    draw_slowly(context, at, size);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(size);
    ImGui::PopID();
    return;
  }
  const float scale = paint::device_scale();
  const bool two = snapshot.code_size == 2;
  float y = at.y + draw_controls(context, at, size.x) + 6;
  const float bottom = at.y + size.y;

  // One row of four where it is wide, else pictures above plots.
  const bool tall = size.y > 1.05f * size.x;
  const float numbers = (two ? 2 : 1) * number_line + 4;
  const float strip_side = std::clamp((bottom - y) * 0.17f, 28.0f, 56.0f);
  const float room = bottom - y - numbers - strip_side - title_line - 6;  // for pictures and plots
  const float gap = 8;
  const Pictures& tests = snapshot.data->test;
  const uint32_t longest = std::max(cell_of(tests).longest(), 1u);
  const float wanted = tall ? std::min((room - 2 * title_line - 8) / 2, (size.x - 3 * gap) / 2)
                            : std::min(room - title_line, (size.x - 3 * gap) / 4);
  const uint32_t multiple = whole_multiple(wanted, longest, scale);
  const float side = static_cast<float>(longest * multiple) / scale;

  if (image_ < tests.count)
    input_.update(tests.part(image_, 1), reinterpret_cast<uintptr_t>(snapshot.data.get()) + image_,
                  multiple);
  const Pictures& answer = question_.answer();
  if (answer.count > 0) output_.update(answer.part(0, 1), question_.answers(), multiple);
  if (tall) {
    const float spread = std::min((size.x - 2 * side) / 3, 40.0f),
                left = at.x + (size.x - 2 * side - spread) / 2;
    draw_picture(context, {left, y}, side, "x", input_, image_ < tests.count);
    draw_picture(context, {left + side + spread, y}, side, "z, decoded", output_, answer.count > 0);
    y += side + title_line + 8;
    const float plot = std::min(
        {(size.x - 2 * gap) / 2, bottom - y - numbers - strip_side - 2 * title_line - 8, 200.0f});
    if (two) {
      draw_plane(context, {at.x + (size.x - gap) / 2 - plot, y}, plot);
      draw_epsilon(context, {at.x + (size.x + gap) / 2, y}, plot);
    } else {
      draw_bars(context, {at.x, y}, {size.x, plot + title_line});
    }
    y += plot + title_line + 4;
  } else {
    const float plots = size.x - 2 * side - 3 * gap;
    draw_picture(context, {at.x, y}, side, "x", input_, image_ < tests.count);
    const float middle = at.x + side + gap;
    if (two) {
      const float plot = std::min((plots) / 2, room - title_line), slack = (plots - 2 * plot) / 2;
      draw_plane(context, {middle + slack, y}, plot);
      draw_epsilon(context, {middle + slack + plot + gap, y}, plot);
    } else {
      draw_bars(context, {middle, y}, {plots + gap, room});
    }
    draw_picture(context, {at.x + size.x - side, y}, side, "z, decoded", output_, answer.count > 0);
    y += std::min(room, two ? std::max(side, std::min(plots / 2, room - title_line)) + title_line
                            : room) +
         4;
  }
  y += draw_numbers(context, {at.x, y}, size.x);
  draw_strip(context, {at.x, y + 2}, {size.x, bottom - y - 2});
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

float Reparameterise::draw_controls(const Context& context, ImVec2 at, float width) {
  const Snapshot& snapshot = context.snapshot;
  const uint32_t count = std::min(snapshot.code_count, snapshot.data->test.count);
  paint::Row row(context, at, width);
  const auto move = [&](uint32_t by) {
    if (context.wishes && count > 0) context.wishes->choose_image = (image_ + by) % count;
  };
  const std::string_view noun = context.noun().one;
  if (row.arrow("##before", -1, tr("The test {} before", noun).c_str())) move(count - 1);
  if (row.arrow("##after", 1, tr("The next test {}", noun).c_str())) move(1);
  if (row.button("Redraw ε", "Draws ε ~ N(0, I) again")) {
    ++draw_;
    drawn_at_ = context.now;
    redraw(snapshot.code_size);
  }
  if (row.chip("Hold", hold_,
               "On: ε stays while training moves μ, σ and the decoder. Off: another ε every second "
               "of training"))
    hold_ = !hold_;
  if (row.chip("Slowly##reparameterise.slowly", false,
               "A step of training in slow motion: there, back, and what the update changes"))
    slow_ = true;
  std::string words = snapshot.data->test_name(image_);
  if (const std::string of = class_words(*snapshot.data, Of::test, image_); !of.empty())
    words += " · " + of;
  row.label(paint::fitted(context, words, context.theme.caption_size + 1, row.remaining()),
            context.theme.muted);
  return row.bottom() - at.y;
}

void Reparameterise::draw_picture(const Context& context, ImVec2 at, float side, const char* title,
                                  ExampleSet& set, bool there) {
  paint::caption(context, at, title);
  at.y += title_line;
  if (there)
    set.draw(context, 0, at);
  else
    list().AddRect(at, {at.x + side, at.y + side}, context.theme.line);
}

float Reparameterise::draw_numbers(const Context& context, ImVec2 at, float width) {
  const auto line = [&](size_t unit, float y) {
    const SetFormula set =
        set_formula(context.theme,
                    std::format(R"(z_{{{0}}} = \mu_{{{0}}} + \sigma_{{{0}}} \varepsilon_{{{0}}})"
                                R"( = {1} + {2} \cdot {3} = {4})",
                                unit + 1, fixed(mean_[unit], 2), fixed(sigma_[unit], 2),
                                epsilon_[unit] < 0 ? "(" + fixed(epsilon_[unit], 2) + ")"
                                                   : fixed(epsilon_[unit], 2),
                                fixed(z(unit), 2)),
                    context.theme.caption_size + 2, 2 * width);
    ImGui::PushClipRect(at, {at.x + width, at.y + 100}, true);
    formula(context, {at.x, y + number_line - 5 - set.baseline}, set, context.theme.text);
    ImGui::PopClipRect();
  };
  if (mean_.size() == 2) {
    line(0, at.y);
    line(1, at.y + number_line);
    return 2 * number_line;
  }
  line(unit_, at.y);
  return number_line;
}

void Reparameterise::draw_strip(const Context& context, ImVec2 at, ImVec2 size) {
  const Pictures& tests = context.snapshot.data->test;
  const uint32_t longest = std::max(cell_of(tests).longest(), 1u);
  const uint32_t multiple = whole_multiple(size.y - title_line, longest, paint::device_scale());
  const float side = static_cast<float>(longest * multiple) / paint::device_scale(), gap = 4;
  const uint32_t count =
      std::clamp(static_cast<uint32_t>((size.x + gap) / (side + gap)), 1u, most_draws);
  paint::caption(context, at, tr("More draws of ε for the same {}, decoded", context.noun().one));
  ask(context, count);
  strip_.update(question_.answer(), question_.answers(), multiple);
  for (uint32_t i = 1; i < std::min(strip_.count(), count + 1); ++i)
    strip_.draw(context, i, {at.x + static_cast<float>(i - 1) * (side + gap), at.y + title_line});
}

void Reparameterise::ask(const Context& context, uint32_t strip) {
  if (!question_.ready(context.now)) return;
  const uint32_t size = context.snapshot.code_size;
  // The z of the figure first, then others of the same μ and σ.
  std::vector<float> codes;
  for (size_t k = 0; k < size; ++k) codes.push_back(z(k));
  const std::vector<float> others = normal_draws(2, draw_, strip * size);
  for (size_t i = 0; i < others.size(); ++i)
    codes.push_back(mean_[i % size] + sigma_[i % size] * others[i]);
  if (codes == asked_codes_ && asked_snapshot_ == context.snapshot_number) return;
  asked_codes_ = codes;
  asked_snapshot_ = context.snapshot_number;
  question_.decode(context, std::move(codes), 0, context.test_label(image_));
}

namespace panel {

extern const PanelRow reparameterise{
    .name = "reparameterise",
    .title = "Reparameterise",
    .tab = "Reparameterise",
    .about = "One example’s mean μ and spread σ, a random ε, and z = μ + σ·ε.",
    .place = Place::play,
    .make = make<Reparameterise>,
    .needs = [](const Context& context) { return context.snapshot.model->variational; },
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
