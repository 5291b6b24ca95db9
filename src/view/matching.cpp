#include "view/matching.h"

#include <algorithm>
#include <string>

namespace hourglass::view {

namespace {

std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

}  // namespace

int fitness(std::string_view wanted, std::initializer_list<std::string_view> texts) {
  const std::string words = lowered(wanted), title = lowered(*texts.begin());
  int least = 4;  // of its words
  for (size_t at = 0; (at = words.find_first_not_of(' ', at)) != words.npos;) {
    const size_t end = std::min(words.find(' ', at), words.size());
    const std::string_view word = std::string_view(words).substr(at, end - at);
    int its = 0;
    for (const std::string_view text : texts)
      if (lowered(text).find(word) != std::string::npos) its = 1;
    if (const size_t place = title.find(word); place != title.npos)
      its = place == 0 ? 4 : title[place - 1] == ' ' ? 3 : 2;
    least = std::min(least, its);
    at = end;
  }
  return least;
}

}  // namespace hourglass::view
