// `terms`: how much each of seven words weighs in six plays of Shakespeare's, the small term–document matrix
// on which latent semantic indexing is explained (Manning, Raghavan and Schütze 2008, "Introduction to
// information retrieval", figure 6.10). An example is a play, [7]; the matrix of the lecture, [7, 6], is all of
// them side by side.
#include <array>

#include "data/sources.h"

namespace hourglass {
namespace {

struct Play {
  const char* name;
  std::array<float, 7> weights;  // in the order of `words`
};

constexpr std::array words{"Antony",    "Brutus", "Caesar", "Calpurnia",
                           "Cleopatra", "mercy",  "worser"};
constexpr std::array plays{
    Play{"Antony and Cleopatra", {13.1f, 3.0f, 2.3f, 0.0f, 17.7f, 0.5f, 1.2f}},
    Play{"Julius Caesar", {11.4f, 8.3f, 2.3f, 11.2f, 0.0f, 0.0f, 0.0f}},
    Play{"The Tempest", {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.7f, 0.6f}},
    Play{"Hamlet", {0.0f, 1.0f, 0.5f, 0.0f, 0.0f, 0.9f, 0.6f}},
    Play{"Othello", {0.0f, 0.0f, 0.3f, 0.0f, 0.0f, 0.9f, 0.6f}},
    Play{"Macbeth", {0.0f, 0.0f, 0.3f, 0.0f, 0.0f, 0.3f, 0.0f}},
};

Split open(const Asked&) {
  std::vector<float> values;
  std::vector<Label> labels;
  Dataset data{.name = "terms",
               .example = {1, 1, 1, words.size()},
               .count = plays.size(),
               .pixels = {},
               .labels = {},
               .classes = plays.size(),
               .kind = Kind::table};
  data.feature_names.assign(words.begin(), words.end());
  for (const Play& play : plays) {
    values.insert(values.end(), play.weights.begin(), play.weights.end());
    labels.push_back(static_cast<Label>(labels.size()));
    data.class_names.emplace_back(play.name);
  }
  data.values = std::move(values);
  data.labels = std::move(labels);
  return {data, data};  // approximated, not generalised: the whole matrix is also what is tested
}

}  // namespace

namespace source {

extern const Source terms{
    .name = "terms",
    .argument = {},
    .title = "Terms",
    .about = "Seven words in six plays: the term–document matrix of latent semantic indexing",
    .made =
        "Manning, Raghavan and Schütze 2008, figure 6.10; each play is one example and one class.",
    .example = "terms",
    .kind = Kind::table,
    .open = open};

}  // namespace source
}  // namespace hourglass
