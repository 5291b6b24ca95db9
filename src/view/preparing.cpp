#include "view/preparing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <nlohmann/json.hpp>

#include "data/sources.h"
#include "share/texts.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t most_chips = 20;
constexpr auto sizes = std::to_array<uint32_t>({0, 8, 12, 16, 20, 24, 28, 32, 48, 64});
constexpr auto shares = std::to_array<uint32_t>({0, 5, 10, 20, 30, 50});

uint32_t number(std::string_view text) {
  uint32_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

// A list of texts: which was chosen.
std::optional<size_t> list(const Context& context, const char* id,
                           std::span<const std::string> texts, size_t now, float width) {
  const std::vector<std::string_view> entries(texts.begin(), texts.end());
  const auto chosen =
      choice(context, id, now < entries.size() ? entries[now] : std::string_view("…"),
             static_cast<int>(now), entries, {}, width);
  if (!chosen) return {};
  return static_cast<size_t>(*chosen);
}

}  // namespace

bool Preparing::can(const DataView& data) {
  return data.kind == Kind::pictures || data.read_in_ways;
}

void Preparing::begin(const Context& context) {
  open_ = true;
  const DataName parts = parts_of(context.settings->data);
  plain_ = parts.plain;
  how_ = parts.how();
  invert_ = false;
  test_ = 0;
  others_.clear();
  for (size_t i = 0; i < parts.variations.size(); ++i) {
    const auto& [variation, value] = parts.variations[i];
    if (variation->name == "invert")
      invert_ = !invert_;
    else if (variation->name == "test")
      test_ = number(value);
    else if (!variation->prepare || !others_.empty())
      others_ += std::format("+{}{}", variation->name, value);
  }
  classes_ = context.settings->classes;
  asked_ = std::make_shared<Asked>();
}

std::string Preparing::name() const {
  std::string text = plain_ + behind(how_);
  if (invert_) text += "+invert";
  if (test_ > 0) text += std::format("+test{}", test_);
  return text + others_;
}

void Preparing::ask(const Context& context) {
  const std::string wanted = name();
  if (!context.preview || asked_->waiting || asked_->name == wanted) return;
  asked_->waiting = true;
  asked_->name = wanted;
  context.preview(wanted, [asked = asked_](const Preview& preview) {
    asked->waiting = false;
    asked->preview = preview;
    ++asked->answers;
  });
}

float Preparing::draw_preview(const Context& context, ImVec2 at, float width) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  const Preview& preview = asked_->preview;
  float y = at.y;
  const std::string found =
      data.kind == Kind::pictures
          ? std::format("{} {}, {}", thousands(data.train_count + data.test_count),
                        context.noun().many,
                        data.found.empty()
                            ? std::format("{}×{}, {}", data.train.width, data.train.height,
                                          tr(data.train.channels == 3 ? "in colour" : "grey"))
                            : data.found)
          : tr("{} rows, {} columns", thousands(data.train_count + data.test_count),
               data.train.channels + (data.label_name.empty() ? 0 : 1));
  y += paint::paragraph(context, {at.x, y}, width, tr("Found: {}", found), theme.muted,
                        theme.caption_size) +
       6;
  if (!preview.error.empty())
    return y +
           paint::paragraph(context, {at.x, y}, width, preview.error, theme.trouble,
                            theme.caption_size) +
           6 - at.y;
  if (data.kind == Kind::pictures) {
    float height = context.touch ? 176 : 128;
    if (preview.some.count > 0) {
      constexpr float gap = 4;
      pictures_.draw_all(*ImGui::GetWindowDrawList(), preview.some, asked_->answers, {at.x, y},
                         {width, height}, gap, 8, grey_palette(), previewed);
      const GridFit fit = fit_grid({width, height}, preview.some.count, preview.some.height,
                                   preview.some.width, previewed, gap, paint::device_scale());
      const uint32_t columns = std::max(fit.columns, 1u);
      const uint32_t rows = (preview.some.count + columns - 1) / columns;
      height = std::min(height, static_cast<float>(rows) * (fit.cell.y + gap));
    } else {
      paint::empty(context, {at.x, y}, {width, height}, "Reading some of them");
    }
    y += height + 6;
  }
  std::string words =
      tr("{} to learn, {} to test", thousands(preview.train_count), thousands(preview.test_count));
  if (preview.some.kind == Kind::pictures && preview.some.count > 0)
    words = std::format("{}×{}, {}: {}", preview.some.width, preview.some.height,
                        tr(preview.some.channels == 3 ? "in colour" : "grey"), words);
  if (asked_->answers > 0)
    y += paint::paragraph(context, {at.x, y}, width, tr("Learnt from: {}", words), theme.text,
                          theme.caption_size) +
         6;
  return y - at.y;
}

void Preparing::draw_row(const Context& context, const char* title, ImVec2& at, float width,
                         const std::function<void(float)>& control, const char* words) const {
  const float tall = control_height(context), named = 92;
  draw_text(context, {at.x, at.y + tall / 2 - context.theme.body_size / 2 - 1}, title,
            context.theme.text, context.theme.body_size, Weight::regular, named - 8);
  ImGui::PushID(title);
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton("name", {named - 8, tall});
  tooltip(context, words);
  ImGui::SetCursorScreenPos({at.x + named, at.y});
  control(width - named);
  ImGui::PopID();
  at.y += tall + 4;
}

float Preparing::draw_classes(const Context& context, ImVec2 at, float width) {
  const DataView& data = *context.snapshot.data;
  paint::Row row(context, at, width);
  for (uint32_t c = 0; c < data.classes; ++c) {
    const auto found = std::ranges::find(classes_, c);
    const bool on = classes_.empty() || found != classes_.end();
    const std::string label =
        std::format("{}##adjust.class.{}", data.class_name(static_cast<Label>(c)), c);
    if (!row.chip(label.c_str(), on, "Whether it is learnt from")) continue;
    // All chosen is none left out.
    if (classes_.empty())
      for (uint32_t other = 0; other < data.classes; ++other) classes_.push_back(other);
    if (on)
      std::erase(classes_, c);
    else
      classes_.push_back(c);
    std::ranges::sort(classes_);
    if (classes_.size() == data.classes) classes_.clear();
  }
  return row.bottom() - at.y + 4;
}

void Preparing::learn(const Context& context) {
  nlohmann::json changes = nlohmann::json::object();
  if (name() != context.settings->data) changes["data"] = name();
  if (classes_ != context.settings->classes) {
    changes["classes"] = classes_;
    if (classes_.empty()) changes["classes"] = "all";
  }
  if (!changes.empty()) context.command("set", changes);
  open_ = false;
}

float Preparing::draw(const Context& context, ImVec2 at, float width) {
  ask(context);
  const DataView& data = *context.snapshot.data;
  if (asked_->waiting) context.wishes->moving = true;
  const float top = at.y;
  at.y += draw_preview(context, at, width);
  if (data.kind == Kind::pictures) {
    draw_row(
        context, "Size", at, width,
        [&](float room) {
          std::vector<std::string> texts{"as found"};
          for (const uint32_t size : std::span(sizes).subspan(1))
            texts.push_back(std::format("{0}×{0}", size));
          auto now = static_cast<size_t>(std::ranges::find(sizes, how_.size) - sizes.begin());
          if (const auto chosen = list(context, "adjust.size", texts, now, room))
            how_.size = sizes[*chosen];
        },
        "Pixels. What is no square is squeezed into one, unless it is cut.");
    draw_row(
        context, "Colour", at, width,
        [&](float room) {
          constexpr std::array<uint32_t, 3> channels{0, 1, 3};
          const std::array<std::string, 3> texts{"as found", "grey", "red, green, blue"};
          const auto now =
              static_cast<size_t>(std::ranges::find(channels, how_.channels) - channels.begin());
          if (const auto chosen = list(context, "adjust.colour", texts, now, room))
            how_.channels = channels[*chosen];
        },
        "Three numbers a pixel, or one.");
    draw_row(
        context, "Centre only", at, width,
        [&](float) {
          if (toggle(context, "adjust.crop", how_.crop)) how_.crop = !how_.crop;
        },
        "Cuts out the square in the middle.");
    draw_row(
        context, "Invert", at, width,
        [&](float) {
          if (toggle(context, "adjust.invert", invert_)) invert_ = !invert_;
        },
        "Black for white: MNIST’s digits are white on black.");
  } else {
    draw_row(
        context, "Labels", at, width,
        [&](float room) {
          const uint32_t columns = data.train.channels + (data.label_name.empty() ? 0 : 1);
          // The label's own column has been taken from among the others.
          std::vector<std::string> texts{"as found", "none"}, values{"", std::string(no_label)};
          if (!data.label_name.empty()) {
            texts.push_back(data.label_name);
            values.push_back(data.label_name);
          }
          for (const std::string& column : data.feature_names)
            if (column != data.label_name && column.find('+') == column.npos) {
              texts.push_back(column);
              values.push_back(column);
            }
          for (uint32_t c = 1; data.feature_names.empty() && c <= columns; ++c)
            if (std::to_string(c) != data.label_name) {
              texts.push_back(tr("column {}", c));
              values.push_back(std::to_string(c));
            }
          const auto now =
              static_cast<size_t>(std::ranges::find(values, how_.label) - values.begin());
          if (const auto chosen = list(context, "adjust.label", texts, now, room))
            how_.label = values[*chosen];
        },
        "Which column holds the classes.");
  }
  draw_row(
      context, "For testing", at, width,
      [&](float room) {
        std::vector<std::string> texts{"as found"};
        for (const uint32_t share : std::span(shares).subspan(1))
          texts.push_back(std::format("{} %", share));
        const auto now = static_cast<size_t>(std::ranges::find(shares, test_) - shares.begin());
        if (const auto chosen = list(context, "adjust.test", texts, now, room))
          test_ = shares[*chosen];
      },
      "The share that is not learnt from.");
  if (data.classes > 1 && data.classes <= most_chips) at.y += draw_classes(context, at, width) + 2;
  at.y += paint::paragraph(context, at, width, "Nothing leaves this machine.", context.theme.muted,
                           context.theme.caption_size) +
          6;
  const bool possible = asked_->preview.error.empty() && asked_->answers > 0;
  ImGui::SetCursorScreenPos(at);
  const ButtonShape go{.text = "Learn from these", .look = Look::filled, .enabled = possible};
  if (button(context, "learn", go)) learn(context);
  context.note("adjust.learn");
  ImGui::SetCursorScreenPos({at.x + button_width(context, go) + 8, at.y});
  if (button(context, "cancel", {.text = "Cancel"})) open_ = false;
  context.note("adjust.cancel");
  return at.y + control_height(context) - top;
}

}  // namespace hourglass::view
