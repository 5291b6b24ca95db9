#include "model/changes.h"

#include <algorithm>
#include <format>

#include "share/texts.h"

namespace hourglass {

namespace {

std::string shown(const Property& p, const Settings& settings) {
  std::string text = get(settings, p.name);
  for (const Choice& choice : p.choices)
    if (choice.name == text && !choice.label.empty()) return std::string(choice.label);
  const bool nothing = text.empty() || (p.numeric() && text == "0");
  if (nothing && !p.zero.empty()) return std::string(p.zero);
  return text.empty() ? "none" : text;
}

}  // namespace

std::vector<Change> changes(const Settings& before, const Settings& after) {
  // What another preset brings along is said by its name.
  const bool another = before.preset != after.preset;
  const Settings own = preset_settings(after.preset);
  std::vector<Change> found;
  for (const Property& p : properties()) {
    if (!p.linked) continue;  // the machine's
    const Settings& from = another && !p.kept() && !p.leads ? own : before;
    if (get(from, p.name) != get(after, p.name))
      found.push_back({&p, shown(p, from), shown(p, after)});
  }
  return found;
}

std::string in_words(const std::vector<Change>& all, size_t most) {
  std::string text;
  for (size_t i = 0; i < std::min(most, all.size()); ++i)
    text += std::format("{}{} {} → {}", i == 0 ? "" : ", ", tr(all[i].property->label),
                        all[i].before, all[i].after);
  if (all.size() > most) text += tr(" and {} more", all.size() - most);
  return text;
}

}  // namespace hourglass
