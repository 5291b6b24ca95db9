// Long work in pieces: a coroutine that yields how far it is after each piece, so that whoever runs
// it can show that, do something else in between, or end it by letting go of it.
//
//   Job<Figures> Trainer::evaluating(…) {
//     for (…) { …; co_yield double(done) / all; }
//     co_return figures;
//   }
#pragma once
#include <coroutine>
#include <functional>
#include <optional>
#include <utility>

#include "compute/error.h"

namespace hourglass {

// What is thrown by a watch, or told to who asked, when long work was ended before its end.
struct Cancelled : Error {
  using Error::Error;
};

template <class Result>
class Job {
 public:
  struct promise_type {
    double share = 0;
    std::optional<Result> result;

    Job get_return_object() {
      return Job(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(double now) {
      share = now;
      return {};
    }
    void return_value(Result value) { result = std::move(value); }
    void unhandled_exception() { throw; }  // out of step()
  };

  Job(Job&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Job& operator=(Job&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~Job() {
    if (coroutine_) coroutine_.destroy();
  }

  // Does a piece; whether there is more. What the work throws comes out here, and ends it.
  bool step() {
    coroutine_.resume();
    return !coroutine_.done();
  }
  double share() const { return coroutine_.promise().share; }        // done, 0 … 1
  Result take() { return std::move(*coroutine_.promise().result); }  // once step() gave false

 private:
  explicit Job(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  std::coroutine_handle<promise_type> coroutine_;
};

// Told the share done after each piece; may throw Cancelled to end the work.
using Watch = std::function<void(double share)>;

template <class Result>
Result finish(Job<Result> job, const Watch& watch = {}) {
  while (job.step())
    if (watch) watch(job.share());
  return job.take();
}

}  // namespace hourglass
