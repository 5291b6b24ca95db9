// JSON objects of the files that lie in the program.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "compute/error.h"

namespace hourglass {

// Throws Error where it is none.
inline nlohmann::json json_of(const std::string& where, std::string_view text) {
  nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
  if (object.is_discarded()) fail("{}: is no JSON; mend it", where);
  return object;
}

// An object of a file, read key by key. What nobody asks for is refused in the end.
class ObjectReader {
 public:
  ObjectReader(std::string where, const nlohmann::json& object)
      : where_(std::move(where)), object_(object) {
    if (!object.is_object()) fail("{}: is no JSON object; write {{\"title\": …}}", where_);
  }

  std::string text(const char* key) { return checked(key, "a text", &nlohmann::json::is_string); }
  double number(const char* key) { return checked(key, "a number", &nlohmann::json::is_number); }
  const nlohmann::json& list(const char* key) {
    return checked(key, "a list", &nlohmann::json::is_array);
  }
  const nlohmann::json& object(const char* key) {
    return checked(key, "an object", &nlohmann::json::is_object);
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> all;
    for (const nlohmann::json& one : list(key)) {
      if (!one.is_string()) fail("{}: {} holds {}; give texts", where_, key, one.dump());
      all.push_back(one);
    }
    return all;
  }
  std::pair<double, double> band() {
    const nlohmann::json& both = list("band");
    const bool range = both.size() == 2 && both[0].is_number() && both[1].is_number();
    if (!range || !(both[0].get<double>() <= both[1].get<double>()))
      fail("{}: band is {}; give [least, most]", where_, both.dump());
    return {both[0], both[1]};
  }
  uint32_t epochs() {
    const double epochs = number("epochs");
    if (!(epochs >= 1 && epochs <= 100000) || epochs != std::floor(epochs))
      fail("{}: epochs is {}; give a whole number from 1 to 100000", where_, epochs);
    return static_cast<uint32_t>(epochs);
  }
  bool has(const char* key) const { return object_.contains(key); }

  void end() const {
    for (const auto& [key, value] : object_.items())
      if (std::ranges::find(asked_, key) == asked_.end())
        fail("{}: '{}' is not known; leave it out", where_, key);
  }

 private:
  const nlohmann::json& checked(const char* key, const char* wanted,
                                bool (nlohmann::json::*is)() const noexcept) {
    const auto found = object_.find(key);
    if (found == object_.end()) fail("{}: {} is missing; give {}", where_, key, wanted);
    if (!((*found).*is)() || (found->is_string() && found->get_ref<const std::string&>().empty()))
      fail("{}: {} is {}; give {}", where_, key, found->dump(), wanted);
    asked_.emplace_back(key);
    return *found;
  }

  std::string where_;
  const nlohmann::json& object_;
  std::vector<std::string> asked_;
};

}  // namespace hourglass
