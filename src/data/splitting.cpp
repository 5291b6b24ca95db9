#include "data/splitting.h"

#include <algorithm>
#include <format>
#include <utility>

#include "compute/error.h"
#include "share/texts.h"

namespace hourglass {
namespace {

void check_two(const Dataset& all) {
  if (all.count < 2)
    fail("{}: holds 1 {}; give at least 2, for one is kept for testing", all.name,
         all.kind == Kind::pictures ? "image" : "example");
}

}  // namespace

Split split_6_to_1(const Dataset& all) {
  check_two(all);
  const uint32_t test = std::max(1u, all.count / 7);
  return {part(all, 0, all.count - test), part(all, all.count - test, test)};
}

Split split_every_7th(const Dataset& all) {
  check_two(all);
  std::vector<uint32_t> train, test;
  for (uint32_t i = 0; i < all.count; ++i) {
    const bool kept = i % 7 == 6 || (all.count < 7 && i + 1 == all.count);
    (kept ? test : train).push_back(i);
  }
  return {pick(all, train), pick(all, test)};
}

Split split_by_share(const Dataset& all, uint32_t percent) {
  check_two(all);
  std::vector<uint32_t> train, test;
  for (uint64_t i = 0; i < all.count; ++i) {
    const bool kept = (i + 1) * percent / 100 > i * percent / 100;
    (kept ? test : train).push_back(static_cast<uint32_t>(i));
  }
  for (auto [empty, other] : {std::pair{&test, &train}, {&train, &test}})
    if (empty->empty()) {
      empty->push_back(other->back());
      other->pop_back();
    }
  return {pick(all, train), pick(all, test)};
}

uint32_t test_share(uint32_t all, uint32_t percent) {
  const auto share = static_cast<uint32_t>(uint64_t{all} * percent / 100);
  return std::clamp(share, 1u, std::max(all, 2u) - 1);
}

Dataset spread(const Dataset& data, uint32_t most) {
  if (data.count <= most) return data;
  std::vector<uint32_t> some;
  for (uint64_t i = 0; i < most; ++i) some.push_back(static_cast<uint32_t>(i * data.count / most));
  return pick(data, some);
}

std::string words_of(const Shape& smallest, const Shape& largest) {
  std::string sides = std::format("{}×{}", smallest.w, smallest.h);
  if (smallest.w != largest.w || smallest.h != largest.h)
    sides += tr(" to {}×{}", largest.w, largest.h);
  return sides + (largest.c == 3 ? ", in colour" : ", grey");
}

Split pair_up(Dataset train, Dataset test, std::string_view train_name,
              std::string_view test_name) {
  if (train.example != test.example)
    fail("{}: has images of {}×{}, {} of {}×{}; use files that belong together", test_name,
         test.example.h, test.example.w, train_name, train.example.h, train.example.w);
  train.classes = test.classes = std::max(train.classes, test.classes);
  return {std::move(train), std::move(test)};
}

void check_example(Dataset& data) {
  const Shape& e = data.example;
  const bool flat = e.h == 1 && e.w == 1;
  if (flat && e.c > most_columns)
    fail("{}: has {} numbers an example; use at most {}", data.name, e.c, most_columns);
  if (!flat && (e.h > largest_side || e.w > largest_side))
    fail("{}: has images of {}×{} pixels; use sides from 1 to {}", data.name, e.h, e.w,
         largest_side);
  if (!flat && e.c != 1 && e.c != 3)
    fail("{}: has images of {} channels; use 1 (grey) or 3 (red, green, blue)", data.name, e.c);
  data.kind = !flat ? Kind::pictures : e.c == 2 || e.c == 3 ? Kind::points : Kind::table;
}

bool names_test(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);
  return name.find("t10k") != name.npos || name.find("test") != name.npos;
}

std::vector<std::string_view> listed(std::string_view text) {
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    items.push_back(text.substr(0, comma));
    if (comma == text.npos) break;
    text.remove_prefix(comma + 1);
    if (text.empty()) items.push_back(text);
  }
  return items;
}

}  // namespace hourglass
