// Four captions for who is here for the first time, each beside what it speaks of and never over it. They take no key but
// Esc and no press but those on their own buttons: whatever else is pressed goes where it goes, and moves the tour on where
// it was meant, or ends it.
#pragma once
#include <imgui.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "view/context.h"
#include "view/layout.h"

namespace hourglass::view {

struct TourStep {
  std::string_view title, words, words_on_touch;
  // Controls, of which the first that is there is what it speaks of; and one more, where there is room for both.
  std::string_view beside[3];
  std::string_view besides = {};
};
std::span<const TourStep> tour_steps();

// Where a card of that size stands: below `what`, above it, or at a side, with a gap between; within the screen, and
// not over it. Where that cannot be, in the corner that covers least of it.
ImVec2 place_beside(const Rect& what, ImVec2 card, ImVec2 screen, float gap);

class Tour {
 public:
  void begin() { at_ = 0, trained_.reset(); }
  void end() { at_.reset(); }
  void next();  // past the last: it ends
  std::optional<size_t> at() const { return at_; }
  // For who hears it; empty: it is over.
  std::string words(bool touch) const;

  // `controls`: where everything was drawn. Controls are named "tour", "tour.next", "tour.skip".
  void draw(const Context&, std::span<const NamedRect> controls);

 private:
  void follow(const Context&, const Rect& what, const Rect& card);
  void draw_card(const Context&, const TourStep&, const Rect& what);

  std::optional<size_t> at_;
  std::optional<bool> trained_;  // since it began, or as it began
};

}  // namespace hourglass::view
