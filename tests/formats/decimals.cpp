// Decimals as text: everywhere the same, by whichever library they are written (share/decimals_browser.cpp).
#include <doctest/doctest.h>

#include <array>
#include <charconv>
#include <format>
#include <string>

TEST_CASE("decimals are exact, round halves to even and are as long as asked") {
  CHECK(std::format("{:.2f}", 0.125) == "0.12");
  CHECK(std::format("{:.2f}", 0.375) == "0.38");
  CHECK(std::format("{:.0f}", 2.5) == "2");
  CHECK(std::format("{:.3f}", -0.0) == "-0.000");
  CHECK(std::format("{:+.1f}", 9.96) == "+10.0");
  CHECK(std::format("{:.20f}", 0.1f) == "0.10000000149011611938");
  CHECK(std::format("{:.1f}", 1e23) == "99999999999999991611392.0");
  CHECK(std::format("{:.60f}", 1e100).size() == 101 + 1 + 60);
  CHECK(std::format("{:.2e}", 123456.0) == "1.23e+05");
  CHECK(std::format("{:.3e}", 0.0) == "0.000e+00");
  CHECK(std::format("{:.3g}", 1234567.0) == "1.23e+06");
  CHECK(std::format("{:.4g}", 0.00012) == "0.00012");
}

TEST_CASE("decimals that just fit are written, and longer ones refused") {
  std::array<char, 5> room{};
  const auto write = [&](double value) {
    return std::to_chars(room.data(), room.data() + room.size(), value, std::chars_format::fixed,
                         3);
  };
  CHECK(write(1.5).ec == std::errc{});
  CHECK(std::string(room.data(), room.size()) == "1.500");
  CHECK(write(12.5).ec == std::errc::value_too_large);
}
