// Share links: what is written is read again, and somebody else's text does no harm.
#include "share/link.h"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <format>

#include "compute/error.h"
#include "share/squeezed.h"

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

TEST_CASE("a link says how far a reproducible training went, and to which weights") {
  Settings s = preset_settings("vae");
  CHECK(goal_of(s, 200, "3ad5a0e2c5f6b7d8") == Goal{});  // not to be done again
  s.reproducible = true;
  s.data = "npy:mine.npy";
  CHECK(goal_of(s, 200, "3ad5a0e2c5f6b7d8") == Goal{});  // nor is this
  s.data = "strokes";
  CHECK(goal_of(s, 0, "3ad5a0e2c5f6b7d8") == Goal{});
  const Goal goal = goal_of(s, 200, "3ad5a0e2c5f6b7d8");
  const std::string link = write_link(s, {}, goal, "AbC-_9");
  CHECK(link == "#v=1&preset=vae&reproducible=true&steps=200&hash=3ad5a0e2c5f6b7d8&w=AbC-_9");
  const ReadLink read = read_link(link, Settings{});
  CHECK(read.settings == s);
  CHECK(read.goal == goal);
  CHECK(read.weights == "AbC-_9");
  CHECK(read.remarks.empty());
}

TEST_CASE("a verdict says that weights are the same, or where they differ and why") {
  Settings of_link = preset_settings("vae-2d");
  of_link.reproducible = true;
  const Goal goal{200, "3ad5a0e2c5f6b7d8"};
  CHECK(judge(goal, of_link, of_link, goal.hash).same);
  CHECK(judge(goal, of_link, of_link, goal.hash).words ==
        "Step 200: the same weights as the link's, bit for bit");
  const auto why = [&](auto change) {
    Settings trained = of_link;
    change(trained);
    const Verdict verdict = judge(goal, of_link, trained, "0000000000000000");
    CHECK_FALSE(verdict.same);
    CHECK(verdict.words.find('\n') == std::string::npos);
    CHECK(verdict.words.find(goal.hash) != std::string::npos);
    return verdict.words.substr(verdict.words.rfind(": ") + 2);
  };
  CHECK(why([](Settings& s) { s.reproducible = false; }) == "it is not reproducible here");
  CHECK(why([](Settings& s) { s.data = "shapes"; }) == "Data strokes → shapes");
  CHECK(why([](Settings& s) { s.seed = 4; }) == "Seed 0 → 4");
  CHECK(why([](Settings& s) {
          set(s, "preset", "mlp");
        }).starts_with("Preset VAE in the plane → One hidden layer"));
  CHECK(why([](Settings& s) { s.threads = 9; }).starts_with("settings changed"));  // the machine's
}

TEST_CASE("a malformed link has one line for what is wrong, no goal, and settings that work") {
  for (const std::string_view link : {
           "#v=1&steps=200",
           "#v=1&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=0&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=-1&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=2e2&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=4294967296&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=99999999999999999999&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=&hash=3ad5a0e2c5f6b7d8",
           "#v=1&steps=200&hash=",
           "#v=1&steps=200&hash=3AD5A0E2C5F6B7D8",
           "#v=1&steps=200&hash=3ad5a0e2c5f6b7d",
           "#v=1&steps=200&hash=3ad5a0e2c5f6b7d8f",
           "#v=1&steps=200&hash=%0A%00\"<img>xxxxxxx",
           "#v=1&steps=200&steps=no&hash=3ad5a0e2c5f6b7d8",
           "#v=2&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&seed=-3&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&preset=vae&loss=mse&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&learning_rate=NaN&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&nonsense=1&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&data=mnist:/etc&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&lesson=nonsense&steps=200&hash=3ad5a0e2c5f6b7d8",
           "#v=1&hidden=9,9,9,9,9,9,9,9&steps=200&hash=3ad5a0e2c5f6b7d8",
       }) {
    CAPTURE(link);
    const ReadLink read = read_link(link, Settings{});
    CHECK(read.goal == Goal{});
    CHECK_NOTHROW(validate(read.settings));
    REQUIRE(read.remarks.size() == 1);
    CHECK(read.remarks[0].find('\n') == std::string::npos);
    CHECK(read.remarks[0].size() < 200);
  }
}

TEST_CASE("squeezed bytes are the same again, and nothing else is taken for them") {
  std::vector<uint8_t> bytes;
  uint32_t state = 5;
  const auto random = [&] {
    return static_cast<uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
  };
  for (const size_t size : {0, 1, 2, 3, 64, 1000}) {
    bytes.resize(size);
    for (uint8_t& byte : bytes) byte = random() & 15;
    CHECK(unsqueezed(squeezed(bytes), 1000) == bytes);
  }
  const std::string word = squeezed(bytes);
  CHECK(word.find_first_not_of(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == word.npos);
  for (size_t length = 0; length < word.size(); ++length)
    CHECK_THROWS_AS(unsqueezed(word.substr(0, length), 1000), Error);
  for (int i = 0; i < 2000; ++i) {
    std::string other = word;
    other[(size_t{random()} << 8 | random()) % other.size()] = static_cast<char>(random());
    size_t size = 1000;  // where only bits were changed that nobody reads
    try {
      size = unsqueezed(other, 1000).size();
    } catch (const Error& error) {
      CHECK(std::string_view(error.what()).find('\n') == std::string_view::npos);
    }
    CHECK(size == 1000);
  }
}

TEST_CASE("a bomb is refused before it is unpacked") {
  const std::string bomb = squeezed(std::vector<uint8_t>(50'000'000));
  CHECK(bomb.size() < 100'000);
  CHECK_THROWS_WITH(unsqueezed(bomb, 1000),
                    "unpack to 50000000 bytes, more than 1000; copy it again");
  // One that lies about its size: the first four bytes, of which each character has six bits.
  std::string liar = squeezed(std::vector<uint8_t>(1000)).substr(0, 5) + bomb.substr(5);
  CHECK_THROWS_AS(unsqueezed(liar, 1000), Error);
  liar = "_____w" + bomb.substr(6);
  CHECK_THROWS_AS(unsqueezed(liar, 1000), Error);
}
