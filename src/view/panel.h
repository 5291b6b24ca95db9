// A panel is what stands in a card or behind a tab: a class in a file of its own that ends with its
// PanelRow. panels.cpp lists the rows; nobody else knows a panel by its name.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

class Panel;

// Where a panel likes to stand in a wide window. layout.cpp has what becomes of it in others, and
// who takes the centre where nobody likes to.
enum class Place : uint8_t {
  centre,    // large, about square
  chart,     // at the top of the right column
  examples,  // beneath; on a phone also under a page that leaves room
  play,      // at its bottom
  side,      // in the left column, as high as it needs
};

struct PanelRow {
  std::string_view name;   // stable, lower case: "plane"
  std::string_view title;  // for people: "Latent plane"
  std::string_view tab;    // the same, as short as a tab needs
  std::string_view about;  // a sentence for the help
  Place place = Place::play;
  std::unique_ptr<Panel> (*make)(const PanelRow&) = nullptr;
  // What it cannot do without. Where that is missing the panel is absent: no tab, no card, no name.
  // Asked only when there are a network and data.
  bool (*needs)(const Context&) = nullptr;
  // Title and tab in words of the data's kind, instead of those above.
  std::string_view (*named)(Kind) = nullptr;
  bool scrolls = false;  // may be longer than its card
  bool late = false;     // on a phone, behind the others' tabs
  float height = 0;  // of all it shows, before it has been drawn; logical pixels, without padding
  float grows = 0;   // at the side: by so much where there is room to spare
};

class Panel {
 public:
  explicit Panel(const PanelRow& row) : place(row.place), row_(row), height_(row.height) {}
  virtual ~Panel() = default;
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  // Fills `size` from the cursor on, inside its card.
  virtual void draw(const Context&, ImVec2 size) = 0;
  // A few words at the right of the card's heading.
  virtual std::string aside(const Context&) const { return {}; }

  Place place;  // where people put it; at first where it likes to stand

  const PanelRow& row() const { return row_; }
  std::string_view name() const { return row_.name; }
  float height() const { return height_; }

 private:
  const PanelRow& row_;

 protected:
  float height_;  // of all it shows: where it stands at the side, draw() tells
};

// For PanelRow::make.
template <class Its>
std::unique_ptr<Panel> make(const PanelRow& row) {
  return std::make_unique<Its>(row);
}

// Needs of several.
inline bool has_code(const Context& context) { return context.snapshot.code_size > 0; }

}  // namespace hourglass::view
