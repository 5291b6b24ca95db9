#include "view/tour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "share/texts.h"
#include "snapshot/status.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr std::array<TourStep, 4> steps = {
    {{"It trains here",
      "Press Space, or this button: the network learns to squeeze every image through a few "
      "numbers "
      "and to rebuild it from them.",
      "Press this button: the network learns to squeeze every image through a few numbers and to "
      "rebuild it from them.",
      {"play"}},
     {"What the network thinks",
      "Each point is an image’s code, these few numbers, in the colour of its class. Move over it, "
      "or "
      "drag: what is there is decoded.",
      "Each point is an image’s code, these few numbers, in the colour of its class. Drag over it: "
      "what is there is decoded.",
      {"plane.area", "panel.plane", "panel.generated"}},
     {"Whether it learns",
      "The loss falls while it trains, and below it the images that come back grow sharp.",
      "The loss falls while it trains, and the images that come back grow sharp.",
      {"panel.curves", "tab.Curves", "panel.pictures"},
      "panel.pictures"},
     {"Where to go from here",
      "Lessons explain it step by step. Share keeps or sends all you see. Ctrl+K finds everything "
      "else, Help begins this tour again.",
      "Lessons explain it step by step. Share keeps or sends all you see. Help has a search, and "
      "begins this tour again.",
      {"lessons", "help"},
      "share"}}};

float overlap(const Rect& a, const Rect& b) {
  const float wide = std::min(a.to.x, b.to.x) - std::max(a.from.x, b.from.x),
              high = std::min(a.to.y, b.to.y) - std::max(a.from.y, b.from.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

bool within(const Rect& rect, ImVec2 place) {
  return place.x >= rect.from.x && place.x < rect.to.x && place.y >= rect.from.y &&
         place.y < rect.to.y;
}

std::optional<Rect> place_of(const TourStep& step, std::span<const NamedRect> controls, bool both) {
  std::optional<Rect> what;
  for (const std::string_view name : step.beside)
    if (const auto found = std::ranges::find(controls, name, &NamedRect::id);
        !name.empty() && !what && found != controls.end())
      what = Rect{found->from, found->to};
  if (const auto more = std::ranges::find(controls, step.besides, &NamedRect::id);
      what && both && more != controls.end())
    what = Rect{{std::min(what->from.x, more->from.x), std::min(what->from.y, more->from.y)},
                {std::max(what->to.x, more->to.x), std::max(what->to.y, more->to.y)}};
  return what;
}

}  // namespace

std::span<const TourStep> tour_steps() { return steps; }

ImVec2 place_beside(const Rect& what, ImVec2 card, ImVec2 screen, float gap) {
  const ImVec2 most{std::max(8.0F, screen.x - card.x - 8), std::max(8.0F, screen.y - card.y - 8)};
  const auto inside = [&](ImVec2 at) {
    return ImVec2(std::clamp(at.x, 8.0F, most.x), std::clamp(at.y, 8.0F, most.y));
  };
  const ImVec2 middle{(what.from.x + what.to.x - card.x) / 2,
                      (what.from.y + what.to.y - card.y) / 2};
  const ImVec2 places[] = {{middle.x, what.to.y + gap},
                           {middle.x, what.from.y - gap - card.y},
                           {what.to.x + gap, middle.y},
                           {what.from.x - gap - card.x, middle.y},
                           {8, 8},
                           {most.x, 8},
                           {8, most.y},
                           most};
  return inside(*std::ranges::min_element(places, {}, [&](ImVec2 at) {
    at = inside(at);
    return overlap(what, {at, {at.x + card.x, at.y + card.y}});
  }));
}

void Tour::next() {
  if (at_ && ++*at_ == steps.size()) end();
}

std::string Tour::words(bool touch) const {
  if (!at_) return {};
  const TourStep& step = steps[*at_];
  return tr("{} of {}. {}. {}", *at_ + 1, steps.size(), tr(step.title),
            tr(touch ? step.words_on_touch : step.words));
}

// What people do meanwhile.
void Tour::follow(const Context& context, const Rect& what, const Rect& card) {
  const ImVec2 from = ImGui::GetIO().MouseClickedPos[0];
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) return end();
  if (!trained_) trained_ = context.status->training;
  if (context.status->training && !*std::exchange(trained_, true) && at_ == 0) return next();
  if (!ImGui::IsMouseReleased(ImGuiMouseButton_Left) || within(card, from)) return;
  if (*at_ + 1 < steps.size() && within(what, from)) {
    if (*at_ > 0) next();  // the first one waits for the training
  } else {
    end();
  }
}

void Tour::draw_card(const Context& context, const TourStep& step, const Rect& what) {
  const Theme& theme = context.theme;
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const std::string_view words = tr(context.touch ? step.words_on_touch : step.words);
  const float wide = std::min(300.0F, screen.x - 24), padding = 14, row = control_height(context);
  ImGui::PushFont(theme.body, theme.body_size - 1);
  const float high =
      ImGui::CalcTextSize(words.data(), words.data() + words.size(), false, wide - 2 * padding).y;
  ImGui::PopFont();
  const ImVec2 size{wide, std::ceil(2 * padding + 24 + high + 12 + row)};
  // A phone has a line above the transport and tabs below the bar, which a card shall not cut through.
  const ImVec2 at = paint::snap(place_beside(what, size, screen, context.phone ? 36 : 12));
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, card_rounding);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, mix(theme.card, theme.text, 0.06F));
  ImGui::Begin("tour", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(3);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRectFullScreen();
  list.AddRect({what.from.x - 3, what.from.y - 3}, {what.to.x + 3, what.to.y + 3}, theme.accent,
               rounding + 3, 0, 2);
  list.AddRect(at, {at.x + size.x, at.y + size.y}, theme.accent, card_rounding, 0, 1.5F);
  list.PopClipRect();

  draw_text(context, {at.x + padding, at.y + padding - 2}, step.title, theme.text, theme.body_size,
            Weight::semibold, wide - 2 * padding);
  paint::paragraph(context, {at.x + padding, at.y + padding + 24}, wide - 2 * padding, words,
                   theme.text, theme.body_size - 1);
  const float y = at.y + size.y - padding - row;
  draw_text(context, {at.x + padding, y + row / 2 - 8}, tr("{} of {}", *at_ + 1, steps.size()),
            theme.muted, theme.caption_size);
  const bool last = *at_ + 1 == steps.size();
  const ButtonShape forward{.text = last ? "Done" : "Next", .look = Look::filled, .width = 72};
  const ButtonShape away{.text = "Skip", .look = Look::quiet, .width = 60};
  float x = at.x + wide - padding - forward.width;
  bool on = false, over = false;
  ImGui::SetCursorScreenPos({x, y});
  on = button(context, "next", forward);
  context.note("tour.next");
  x -= 6 + away.width;
  if (!last) {
    ImGui::SetCursorScreenPos({x, y});
    over = button(context, "skip", away);
    context.note("tour.skip");
  }
  ImGui::End();
  if (context.rects) {
    NamedRect card;
    card.id = "tour", card.from = at, card.to = {at.x + size.x, at.y + size.y};
    context.rects->push_back(card);
  }
  if (on) return next();
  if (over) return end();
  follow(context, what, {at, {at.x + size.x, at.y + size.y}});
}

void Tour::draw(const Context& context, std::span<const NamedRect> controls) {
  if (!at_) return;
  if (context.lesson) return end();
  // A list or a card is open: until that is closed there is something else to look at.
  if (ImGui::IsPopupOpen("", int{ImGuiPopupFlags_AnyPopupId} | int{ImGuiPopupFlags_AnyPopupLevel}))
    return;
  // What is not there cannot be spoken of.
  std::optional<Rect> what;
  while (at_ && !(what = place_of(steps[*at_], controls, !context.touch))) next();
  if (what) draw_card(context, steps[*at_], *what);
}

}  // namespace hourglass::view
