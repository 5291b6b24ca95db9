// A classifier's answers about the plane's examples, out of a snapshot: for the views that show them.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "snapshot/snapshot.h"

namespace hourglass::view {

struct Guess {
  uint32_t example = 0;  // test example
  uint32_t label = 0, guessed = 0;
  float sure = 0;  // p(guessed|x)
};

inline std::vector<Guess> guesses(const Snapshot& snapshot) {
  std::vector<Guess> all;
  const std::vector<uint16_t>& labels = snapshot.data->test_labels;
  const uint32_t yours = snapshot.data->yours;
  if (labels.size() <= yours || snapshot.probabilities.empty()) return all;
  const size_t classes = snapshot.probabilities.size() / (labels.size() - yours);
  for (uint32_t i = yours; classes > 0 && i < labels.size(); ++i) {
    const auto first =
        snapshot.probabilities.begin() + static_cast<ptrdiff_t>((i - yours) * classes);
    const auto most = std::max_element(first, first + static_cast<ptrdiff_t>(classes));
    all.push_back({i, labels[i], static_cast<uint32_t>(most - first), *most});
  }
  return all;
}

inline bool classifies(const Snapshot& snapshot) {
  return !snapshot.probabilities.empty() && snapshot.data && !snapshot.data->test_labels.empty();
}

}  // namespace hourglass::view
