// Ctrl+K: one list of all that can be done, opened or set, searched by typing. What is chosen is wished for, or carried
// out by the command that its own control has.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/context.h"
#include "view/panel.h"

namespace hourglass::view {

struct Findable {
  enum class Kind : uint8_t { command, panel, setting, preset, data, lesson };
  Kind kind;
  std::string_view name;     // of the panel, setting, preset, …
  std::string title, line;   // for people
  std::string without = {};  // why it can do nothing here; or empty
};

// All that there is, kind by kind; `offered`: the panels that the network has a use for.
std::vector<Findable> findables(const Context&, std::span<Panel* const> offered);
// Which of them have every word that is typed, those first whose titles begin so; of equals those that can do
// something. Nothing typed: all, in their order.
std::vector<size_t> found(std::span<const Findable>, std::string_view typed);
// Wishes for it, or runs it. False where it can do nothing: then the status line says why.
bool choose(const Context&, const Findable&);

class Search {
 public:
  // Its controls are "search.words", "views.search.KIND", by which pointer and finger choose what is typed otherwise, and
  // "search.KIND.NAME".
  void draw(const Context&, bool open, std::span<Panel* const> offered);

 private:
  void draw_kinds(const Context&, float width);
  bool draw_row(const Context&, const Findable&, bool current, float width);

  std::string typed_;
  size_t current_ = 0;  // of those that are found
  std::optional<Findable::Kind> only_;
  bool moved_ = false;  // by a key: it is brought into sight
};

}  // namespace hourglass::view
