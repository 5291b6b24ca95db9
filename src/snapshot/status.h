// How a session is, as of one moment: what the views say in words.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "compute/backend.h"

namespace hourglass {

// What the link that was opened says of its training.
struct Aim {
  enum class Reached : uint8_t { no, same, differs };
  uint32_t step = 0;
  std::string hash;  // of the weights there
  Reached reached = Reached::no;
  std::string words{};  // once it is reached
};

struct SessionStatus {
  bool training = false;
  bool ready = false;   // a network is built and has its first snapshot
  bool failed = false;  // none could be built, not even the smallest; the message says why
  std::string busy;     // "Reading mnist…", "Building…", "Evaluating"; empty when idle
  std::optional<double> progress;  // of it, 0 … 1, where that is known
  std::optional<double>
      seconds_left;          // of it, or of a training that has an end; where that is known
  bool cancellable = false;  // it is a long question, which cancel() ends
  std::string message;       // what happened last, in words
  bool trouble = false;      // the message is an error
  bool can_undo = false, can_redo = false;
  uint32_t step = 0;
  double epoch = 0;
  double samples_per_second = 0;
  BackendInfo backend;
  std::optional<Aim> aim{};
};

}  // namespace hourglass
