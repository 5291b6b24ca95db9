// Every property as a flag of the command line, beside --config, --link and --set. What is told more
// directly stands above: a link, a config file, then flags, then --set; and the preset below them all.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/verbs.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace hourglass {

class SettingsFlags {
 public:
  void add(CLI::App& verb);
  // Throws Error of one line. Single values are checked, not yet how they go together: that depends
  // on what a resumed training has.
  GivenSettings settings() const;
  bool sets(std::string_view name) const;  // by --set
  const std::string& config() const { return config_; }

 private:
  struct Flag {
    const Property* property;
    std::string value;
    CLI::Option* option;
  };
  std::vector<Flag> flags_;
  std::vector<std::string> assignments_;
  std::string config_, link_;
};

}  // namespace hourglass
