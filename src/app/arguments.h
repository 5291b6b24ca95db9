// A command's arguments, looked at before anything is done with them. Every refusal is one line that
// says what to give instead; JSON has no NaN, so a null is taken for one.
#pragma once
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "compute/error.h"
#include "model/limits.h"
#include "share/texts.h"

namespace hourglass {

class Arguments {
 public:
  Arguments(std::string_view command, const nlohmann::json& json) : command_(command), json_(json) {
    if (!json.is_object() && !json.is_null()) {
      fail("{}: its arguments are {}; give an object", command, shortened(json));
    }
  }

  // Refuses other keys than these.
  void only(std::initializer_list<std::string_view> keys) const {
    if (json_.is_null()) return;
    for (const auto& [key, value] : json_.items()) {
      bool known = false;
      for (const std::string_view one : keys) known = known || key == one;
      if (known) continue;
      std::string list;
      for (const std::string_view one : keys) list += (list.empty() ? "" : ", ") + std::string(one);
      if (list.empty())
        fail("{}: '{}' is not known; it takes no arguments", command_, key.substr(0, 40));
      fail("{}: '{}' is not known; give {}", command_, key.substr(0, 40), list);
    }
  }

  bool has(const char* key) const { return json_.is_object() && json_.contains(key); }

  // Pre: both ends of the range are exact in a double.
  template <class Whole>
  Whole whole(const char* key, Whole otherwise, Range<Whole> range) const {
    if (!has(key)) return otherwise;
    const double value = json_[key].is_number() ? json_[key].get<double>() : NAN;
    const bool fits =
        value >= static_cast<double>(range.least) && value <= static_cast<double>(range.most);
    if (!fits || value != std::floor(value)) {
      fail("{}: {} is {}; give a whole number from {} to {}", command_, key, shortened(json_[key]),
           range.least, range.most);
    }
    return static_cast<Whole>(value);
  }

  double number(const char* key, double otherwise, Range<double> range) const {
    if (!has(key)) return otherwise;
    const double value = json_[key].is_number() ? json_[key].get<double>() : NAN;
    if (!(value >= range.least && value <= range.most)) {
      fail("{}: {} is {}; give a number from {} to {}", command_, key, shortened(json_[key]),
           range.least, range.most);
    }
    return value;
  }

  bool flag(const char* key, bool otherwise) const {
    if (!has(key)) return otherwise;
    if (!json_[key].is_boolean())
      fail("{}: {} is {}; give true or false", command_, key, shortened(json_[key]));
    return json_[key].get<bool>();
  }

  std::string text(const char* key, std::string otherwise,
                   std::initializer_list<std::string_view> choices = {}) const {
    if (!has(key)) return otherwise;
    std::string value = json_[key].is_string() ? json_[key].get<std::string>() : "";
    bool fits = !value.empty() && choices.size() == 0;
    std::string list;
    for (const std::string_view one : choices) {
      fits = fits || value == one;
      list += (list.empty() ? "" : ", ") + std::string(one);
    }
    if (!fits) {
      fail("{}: {} is {}; {}", command_, key, shortened(json_[key]),
           list.empty() ? std::string(tr("give a text")) : tr("choose {}", list));
    }
    return value;
  }

 private:
  static std::string shortened(const nlohmann::json& value) {
    if (value.is_null()) return "no number";
    std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (text.size() > 40) text = text.substr(0, 37) + "...";
    return text;
  }

  std::string_view command_;
  const nlohmann::json& json_;
};

}  // namespace hourglass
