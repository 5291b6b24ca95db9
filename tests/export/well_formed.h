// Whether a text is XML as SVG files use it: one root, elements that end where they began, attributes in quotes, each
// once, and no character that would have to be escaped.
#pragma once
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hourglass {

inline bool names_entity(std::string_view text, size_t at) {
  for (const std::string_view one : {"&amp;", "&lt;", "&gt;", "&quot;"})
    if (text.substr(at).starts_with(one)) return true;
  return false;
}

// What is wrong and where, or nothing.
inline std::string xml_trouble(std::string_view text) {
  std::vector<std::string> open;
  bool rooted = false;
  size_t at = 0;
  const auto trouble = [&](std::string_view what) {
    return std::string(what) + " at '" + std::string(text.substr(at, 60)) + "'";
  };
  const auto name = [&] {
    const size_t start = at;
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) ||
                                text[at] == '-' || text[at] == ':'))
      ++at;
    return std::string(text.substr(start, at - start));
  };
  while (at < text.size()) {
    if (text[at] != '<') {
      const char c = text[at];
      if (open.empty() && c != '\n') return trouble("text outside");
      if (c == '>' || c == '"' || (c == '&' && !names_entity(text, at)))
        return trouble("not escaped");
      ++at;
      continue;
    }
    if (text.substr(at).starts_with("</")) {
      at += 2;
      const std::string ends = name();
      if (open.empty() || open.back() != ends || text[at] != '>') return trouble("wrong end");
      open.pop_back();
      ++at;
      continue;
    }
    if (open.empty() && rooted) return trouble("second root");
    ++at;
    const std::string begins = name();
    if (begins.empty()) return trouble("no name");
    rooted = true;
    std::set<std::string> seen;
    while (at < text.size() && text[at] == ' ') {
      ++at;
      const std::string attribute = name();
      if (attribute.empty() || !seen.insert(attribute).second) return trouble("attribute");
      if (!text.substr(at).starts_with("=\"")) return trouble("no value");
      for (at += 2; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '<' || (text[at] == '&' && !names_entity(text, at)))
          return trouble("not escaped");
      ++at;
    }
    if (text.substr(at).starts_with("/>")) {
      at += 2;
    } else if (at < text.size() && text[at] == '>') {
      open.push_back(begins);
      ++at;
    } else {
      return trouble("no end of a tag");
    }
  }
  if (!open.empty()) return "never ends: " + open.back();
  return rooted ? "" : "nothing";
}

inline size_t count_of(std::string_view text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace hourglass
