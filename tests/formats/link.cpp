// Share links: what is written is read again, and somebody else's text does no harm.
#include "share/link.h"

#include <doctest/doctest.h>

#include <array>
#include <format>

using namespace hourglass;

TEST_CASE("a link leaves the defaults out and reads back the same") {
  CHECK(write_link(Settings{}) == "#v=1");
  Settings s = preset_settings("vae");
  s.seed = 42;
  s.learning_rate = 0.0003f;
  s.hidden = {300, 100};
  s.reproducible = true;
  CHECK(write_link(s) ==
        "#v=1&preset=vae&hidden=300,100&learning_rate=3e-04&seed=42&reproducible=true");
  const ReadLink read = read_link(write_link(s), Settings{});
  CHECK(read.settings == s);
  CHECK(read.remarks.empty());
}

TEST_CASE("a link does not tell where files are kept, nor what the machine is") {
  Settings s;
  s.data = "mnist";
  s.threads = 7;
  s.backend = "cpu";
  CHECK(write_link(s) == "#v=1&data=mnist");
  for (const char* place : {"mnist:/home/somebody/fashion", "idx:my secret.idx", "files"}) {
    s.data = place;
    CHECK(write_link(s) == "#v=1");
  }
  CHECK(read_link("#v=1&data=mnist:/etc", Settings{}).settings.data == "strokes");
  CHECK(read_link("#v=1&data=nonsense", Settings{}).remarks.size() == 1);
  Settings here;
  here.threads = 3;
  CHECK(read_link("#v=1&threads=64&preset=vae", here).settings.threads == 3);
}

TEST_CASE("an absurd link is clamped or left out, with a line for each") {
  const ReadLink read = read_link(
      "#v=1&preset=vae&learning_rate=NaN&beta=1e99&seed=-5&zzz=1&hidden=9,9,9,9,9,9,9,9&batch=1e400"
      "&activation=%00%0Aevil&code",
      Settings{});
  CHECK(read.settings.preset == "vae");
  CHECK(read.settings.learning_rate == 1e-3f);
  CHECK(read.settings.beta == 100);
  CHECK(read.settings.seed == 0);
  CHECK(read.settings.batch == 1024);
  CHECK(read.settings.hidden == std::vector<uint32_t>{400});
  CHECK(read.remarks.size() == 8);
  for (const std::string& remark : read.remarks) CHECK(remark.find('\n') == std::string::npos);
}

TEST_CASE("an unknown preset keeps the default one") {
  const ReadLink read = read_link("#v=1&preset=nonsense&seed=3", Settings{});
  CHECK(read.settings.preset == Settings{}.preset);
  CHECK(read.settings.seed == 3);
  CHECK(read.remarks.size() == 1);
}

TEST_CASE("settings that contradict each other are left out together") {
  const ReadLink read = read_link("#v=1&preset=vae&loss=mse", Settings{});
  CHECK(read.settings == Settings{});
  CHECK(read.remarks.size() == 1);
}

TEST_CASE("no text whatever makes the reader fail") {
  uint32_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    std::string text = "#v=1&";
    for (int j = 0; j < i % 60; ++j) {
      state = state * 1664525u + 1013904223u;
      text += "&=%#,:abeghilnoprst0123456789.-+\xff\n"[state >> 24 & 31];
    }
    const ReadLink read = read_link(text, Settings{});
    CHECK_NOTHROW(validate(read.settings));
  }
  CHECK(read_link(std::string(200000, 'x'), Settings{}).remarks.size() == 1);
  CHECK(read_link("", Settings{}).settings == Settings{});
}

TEST_CASE(
    "whatever values a link gives the settings, what is taken is possible and links to itself") {
  constexpr std::array values{"",
                              "0",
                              "-1",
                              "1",
                              "2.5",
                              "1e999",
                              "1e-40",
                              "NaN",
                              "true",
                              "vae",
                              "deep",
                              "gaussian",
                              "plain",
                              "mse",
                              "bernoulli",
                              "tanh",
                              "webgpu",
                              "mnist",
                              "mnist:/etc",
                              "4096,4096,4096,4096,4096,4096",
                              "1,2,3,4,5,6,7",
                              ",,,",
                              "%FF%00%0A",
                              "0x10",
                              "99999999999999999999",
                              "18446744073709551615"};
  uint32_t state = 11;
  const auto random = [&](size_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  for (int round = 0; round < 5000; ++round) {
    std::string text = "#v=1";
    for (size_t i = random(7); i > 0; --i)
      text += std::format("&{}={}", properties()[random(properties().size())].name,
                          values[random(values.size())]);
    CAPTURE(text);
    const ReadLink read = read_link(text, Settings{});
    CHECK_NOTHROW(validate(read.settings));
    for (const std::string& remark : read.remarks)
      CHECK((remark.find('\n') == remark.npos && remark.size() < 300));
    const ReadLink again = read_link(write_link(read.settings), Settings{});
    CHECK(again.settings == read.settings);
    CHECK(again.remarks.empty());
  }
}
