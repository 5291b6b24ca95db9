// The one exception type. Its text is a single line that says what is wrong and what to do.
#pragma once
#include <format>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hourglass {

// Made fit for a status line, whatever names of files and settings came from outside: control characters
// become spaces, and of more than 240 bytes the overlong words lose their middle.
std::string one_line(std::string_view);

struct Error : std::runtime_error {
  explicit Error(std::string_view text) : std::runtime_error(one_line(text)) {}
};

// In the language that is in force (share/texts.h).
[[noreturn]] void fail_with(std::string_view text, std::format_args);
template <class... Arguments>
[[noreturn]] void fail(std::format_string<Arguments...> text, Arguments&&... arguments) {
  fail_with(text.get(), std::make_format_args(arguments...));
}

}  // namespace hourglass
