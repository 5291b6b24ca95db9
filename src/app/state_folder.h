// What the desktop program keeps from one start to the next: texts by name, and the training in two generations, each
// written whole before the older one goes. The page has the browser's storage for that (web/autosave.js).
#pragma once
#include <future>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

class StateFolder {
 public:
  // Empty: $XDG_STATE_HOME/hourglass, else ~/.local/state/hourglass. Made when something is kept.
  explicit StateFolder(std::string path);

  // Empty where there is none.
  std::string recall(std::string_view name) const;
  // Throws Error where it cannot be written.
  void remember(std::string_view name, const std::string& text) const;

  // The newest first.
  std::vector<NamedBytes> trainings() const;
  // On a thread of its own; one at a time. What went wrong with the one before, or nothing.
  bool keeping() const;
  void keep(NamedBytes);
  std::string trouble();

 private:
  std::string path_;
  std::future<std::string> keeping_;
};

}  // namespace hourglass
