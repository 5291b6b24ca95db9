// The one exception type. Its text is a single line that says what is wrong and what to do.
#pragma once
#include <format>
#include <stdexcept>
#include <string>
#include <utility>

namespace hourglass {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class... Arguments>
[[noreturn]] void fail(std::format_string<Arguments...> text, Arguments&&... arguments) {
  throw Error(std::format(text, std::forward<Arguments>(arguments)...));
}

}  // namespace hourglass
