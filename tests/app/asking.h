// Waiting for a session's answers.
#pragma once
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "app/session.h"

namespace hourglass {

// Only a hang ends this early.
template <class Condition>
void poll_until(Session& session, Condition done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  while (!done()) {
    REQUIRE(std::chrono::steady_clock::now() < end);
    session.poll(0.01);
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
}

template <class Value = std::string, class Command>
Value finish(Session& session, Command command) {
  std::optional<Value> result;
  command([&](Value value) { result = std::move(value); });
  poll_until(session, [&] { return result.has_value(); });
  return *result;
}

inline std::string hash_of(Session& session) {
  return finish<Session::Hash>(session, [&](auto done) { session.weights_hash(done); }).text;
}

}  // namespace hourglass
