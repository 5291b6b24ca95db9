// Writing and reading of share links.
#include "share/link.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "compute/error.h"
#include "data/sources.h"
#include "model/changes.h"
#include "model/lessons.h"
#include "share/texts.h"

namespace hourglass {
namespace {

bool plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.' || c == ',' || c == ':' || c == '/';
}

std::string encoded(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (plain(c))
      out += c;
    else
      out += std::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const bool escape =
        text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16).ptr == &text[i + 1] + 2;
    if (escape) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

// For remarks: somebody else's text, shortened and without control characters.
std::string shown(std::string_view text) {
  std::string out;
  for (char c : text.substr(0, 24)) out += static_cast<unsigned char>(c) < 32 ? '?' : c;
  return out + (text.size() > 24 ? "…" : "");
}

struct Clamped {
  std::string text;  // empty: no number
  bool moved = false;
};

// A number out of its range is brought to the nearest end of it.
Clamped clamped(const Property& p, std::string_view text) {
  double given = 0;
  const char* const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, given);
  if (code == std::errc::result_out_of_range)
    given = text.starts_with('-') ? -HUGE_VAL : HUGE_VAL;  // 1e-999 too: it is no use of a setting
  else if (code != std::errc{} || std::isnan(given))
    return {};
  if (end != last) return {};
  const double value = std::clamp(given, p.minimum, p.maximum);
  if (value == given) return {std::string(text), false};
  return {p.real() ? std::format("{}", static_cast<float>(value))
                   : std::to_string(static_cast<uint64_t>(value)),
          true};
}

}  // namespace

Goal goal_of(const Settings& settings, uint32_t steps, std::string hash) {
  if (!settings.reproducible || !shareable(settings.data) || steps == 0) return {};
  return {steps, std::move(hash)};
}

std::string write_link(const Settings& settings, std::string_view lesson, const Goal& goal,
                       std::string_view weights) {
  const Settings defaults = preset_settings(settings.preset);
  std::string link = "#v=1";
  for (const Property& p : properties()) {
    if (!p.linked) continue;
    const std::string value = get(settings, p.name);
    if (p.name == "data" && !shareable(value)) continue;
    // Alone a lesson would bring its own.
    const bool said = p.leads && !lesson.empty();
    if (said || value != get(p.leads ? Settings{} : defaults, p.name))
      link += std::format("&{}={}", p.name, encoded(value));
  }
  if (!lesson.empty()) link += std::format("&lesson={}", lesson);
  if (goal.steps > 0) link += std::format("&steps={}&hash={}", goal.steps, goal.hash);
  if (!weights.empty()) link.append("&w=").append(weights);
  return link;
}

std::string with_panels(std::string link, std::string_view panels) {
  // Weights stay last: they are long.
  if (!panels.empty())
    link.insert(std::min(link.find("&w="), link.size()), "&panels=" + encoded(panels));
  return link;
}

ReadLink read_link(std::string_view fragment, const Settings& fallback) {
  ReadLink result{fallback, {}};
  if (fragment.starts_with('#')) fragment.remove_prefix(1);
  if (fragment.empty()) return result;
  if (fragment.size() > 100000) {
    result.remarks.push_back("the link is longer than 100,000 characters; it was left out");
    return result;
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!fragment.empty()) {
    const size_t end = std::min(fragment.find('&'), fragment.size());
    const std::string_view item = fragment.substr(0, end);
    const size_t equals = std::min(item.find('='), item.size());
    if (!item.empty())
      pairs.emplace_back(decoded(item.substr(0, equals)),
                         decoded(item.substr(std::min(equals + 1, item.size()))));
    fragment.remove_prefix(std::min(end + 1, fragment.size()));
  }
  const auto remark = [&](std::string text) {
    if (result.remarks.size() < 8) result.remarks.push_back(std::move(text));
  };
  // What no link says stays; all else starts from the preset that the link names.
  Settings settings;
  for (const Property& p : properties())
    if (!p.linked) take(settings, fallback, p);
  const auto enter = [&](const std::string& key, const std::string& value) {
    const Property* p = find_property(key);
    if (!p || !p->linked) return remark(tr("link: '{}' is unknown and was left out", shown(key)));
    Clamped entry{value};
    if (p->numeric()) entry = clamped(*p, value);
    try {
      if (p->name == "data" && !shareable(value)) fail("no shared data");
      set(settings, p->name, entry.text);
      if (entry.moved)
        remark(tr("link: {} {} is out of range; {} taken", p->name, shown(value),
                  get(settings, p->name)));
    } catch (const Error&) {
      remark(tr("link: {} '{}' is not possible; {} kept", p->name, shown(value),
                get(settings, p->name)));
    }
  };
  const auto enter_goal = [&](const std::string& key, const std::string& value, Goal& goal) {
    const char* const last = value.data() + value.size();
    const bool steps = key == "steps";
    const bool fits =
        steps ? std::from_chars(value.data(), last, goal.steps).ptr == last && goal.steps > 0
              : value.size() == 16 && value.find_first_not_of("0123456789abcdef") == value.npos;
    if (!fits) remark(tr("link: {} '{}' is not possible; copy the link again", key, shown(value)));
    if (!steps) goal.hash = value;
  };
  const auto leads = [](std::string_view key) {
    const Property* p = find_property(key);
    return p && p->leads;
  };
  const bool led = std::ranges::any_of(pairs, [&](const auto& pair) { return leads(pair.first); });
  for (const auto& [key, value] : pairs) {
    if (key != "lesson") continue;
    const Lesson* lesson = find_lesson(value);
    if (!lesson) {
      remark(lessons().empty() ? "link: its lesson could not be fetched; reload the page"
                               : tr("link: there is no lesson '{}'", shown(value)));
      continue;
    }
    result.lesson = value;
    if (led) continue;
    const Settings its = lesson_settings(*lesson);
    for (const Property& p : properties())
      if (p.linked) take(settings, its, p);
  }
  for (const auto& [key, value] : pairs)
    if (leads(key)) enter(key, value);
  for (const auto& [key, value] : pairs) {
    if (key == "v" && value != "1")
      remark(
          tr("link: version '{}' is newer than this page; what it knows was taken", shown(value)));
    if (key == "steps" || key == "hash")
      enter_goal(key, value, result.goal);
    else if (key == "w")
      result.weights = value;
    else if (key == "panels")
      result.panels = value;
    else if (key != "v" && key != "lesson" && !leads(key))
      enter(key, value);
  }
  try {
    validate(settings);
    result.settings = settings;
  } catch (const Error& error) {
    remark(tr("link: {}", error.what()));
  }
  if ((result.goal.steps > 0) != !result.goal.hash.empty()) {
    if (result.remarks.empty())
      remark("link: says only one of steps and hash; it is cut off, copy it again");
    result.goal = {};
  }
  // Half of its settings lead elsewhere.
  if (!result.remarks.empty()) result.goal = {};
  return result;
}

Verdict judge(const Goal& goal, const Settings& of_link, const Settings& trained,
              std::string_view hash) {
  if (hash == goal.hash)
    return {true, tr("Step {}: the same weights as the link's, bit for bit", goal.steps)};
  std::vector<Change> others = changes(of_link, trained);
  std::erase_if(others, [](const Change& change) { return !change.property->linked; });
  std::string why = in_words(others);
  if (!trained.reproducible && of_link.reproducible) why = "it is not reproducible here";
  if (why.empty()) why = "settings changed while one of the two trained, or its data were others";
  return {false,
          tr("Step {}: weights {}, the link's are {}: {}", goal.steps, hash, goal.hash, why)};
}

}  // namespace hourglass
