// The trainings of a session and of those before it: which were, how they differed, how they went. Their weights are
// nobody's business here.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "snapshot/run.h"
#include "snapshot/snapshot.h"

namespace hourglass {

class Runs {
 public:
  static constexpr size_t most = 100;    // the oldest go
  static constexpr size_t points = 200;  // of a curve

  // What a snapshot says of the training in force. Those without a step are none.
  // `beside`: of the how manieth session beside the present one, whose curves are shown with it; 0: of the present one.
  void see(const Snapshot&, uint32_t beside = 0);
  const std::vector<Run>& all() const { return runs_; }  // the newest last
  // Throws Error where there is no such run.
  Run& at(uint32_t number);
  void forget(uint32_t number);

  // What is kept for another time: all, as one line of JSON. Reading leaves out what makes no sense, and puts what it
  // finds before what is here. Throws Error of one line where it is no list of runs at all.
  nlohmann::json write() const;
  void read(const nlohmann::json&);
  // Changes when write() would: not while a training goes on.
  uint64_t version() const { return version_; }

 private:
  std::vector<Run> runs_;
  bool was_training_ = false;
  uint64_t version_ = 0;
};

}  // namespace hourglass
