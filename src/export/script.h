// A script of this folder with what belongs to one network: lines between `#: name` and `#:` stay where the name is
// in use, and @name@ is its value.
#pragma once
#include <format>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace hourglass {

class Script {
 public:
  explicit Script(std::string_view name) : name_(name) {}  // "pytorch": of pytorch.py

  static bool here();  // else the page fetches them

  void use(std::string name) { used_.insert(std::move(name)); }
  template <class Value>
  void set(const std::string& name, const Value& value) {
    values_[name] = std::format("{}", value);
  }
  std::string text() const;

 private:
  std::string_view name_;
  std::set<std::string, std::less<>> used_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace hourglass
