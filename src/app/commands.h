// The commands by name: what the buttons, the keyboard and window.hourglass all call. Arguments and
// results are JSON; pictures and codes travel beside them as floats.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/session.h"

namespace hourglass {

struct CommandResult {
  std::string error;  // one line, or empty
  nlohmann::json value;
  std::vector<float>
      floats;  // what `value` describes: {"count", "height", "width", "channels"} or {"count", "size"}
  std::vector<uint8_t> bytes{};  // of the file {"name"}
};

// settings, set, train, pause, cancel, step, turn, reset, speed, status, loadDataset, sample, encode, decode, blend,
// evaluate, saveModel, autosave, exportModel, exportCodes, exportCurves, loadModel, open, shareLink, forgetAim,
// weightsHash, bench, presets, lessons. `files` are the contents of files for loadDataset, loadModel, and open, which
// takes either.
class Commands {
 public:
  explicit Commands(Session& session) : session_(session) {}

  using Reply = std::function<void(CommandResult)>;
  void run(std::string_view name, const nlohmann::json& arguments, std::vector<float> floats,
           std::vector<NamedBytes> files, Reply);

 private:
  Session& session_;
};

}  // namespace hourglass
