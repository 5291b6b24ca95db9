// Files dropped on the window: all of a drop, or none.
#include "app/dropped_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "compute/error.h"
#include "data/sources.h"

using namespace hourglass;
namespace fs = std::filesystem;

TEST_CASE("of a drop with a file that cannot be read nothing is taken, and the next one is whole") {
  const fs::path folder = fs::temp_directory_path() / "hourglass-dropped-files";
  fs::remove_all(folder);
  fs::create_directories(folder / "empty");
  std::ofstream(folder / "a") << "12";
  std::ofstream(folder / "b") << "345";
  const auto read = [&](std::vector<std::string> names) {
    for (std::string& name : names) name = (folder / name).string();
    return read_dropped(names);
  };
  CHECK_THROWS_WITH_AS(read({"a", "gone", "b"}), doctest::Contains("gone: no such file"), Error);
  CHECK_THROWS_WITH_AS(read({"b", "empty"}), doctest::Contains("has no files in it"), Error);
  fs::create_directories(folder / "deeper/yet");
  std::ofstream(folder / "deeper/yet/c") << "6";
  std::ofstream(folder / "deeper/.c") << "7";
  const std::vector<NamedBytes> whole = read({""});  // the folder, with what lies deeper
  REQUIRE(whole.size() == 3);
  CHECK(whole[0].name == "hourglass-dropped-files/a");
  CHECK(whole[1].bytes == std::vector<uint8_t>{'3', '4', '5'});
  CHECK(whole[2].name == "hourglass-dropped-files/deeper/yet/c");
  CHECK(read({"b"})[0].name == "b");
  fs::remove_all(folder);
}

TEST_CASE("points that were drawn are data as those of a file are") {
  std::vector<float> points;
  for (int i = 0; i < 140; ++i)
    points.push_back(0.01f * static_cast<float>(i) - (i % 2 == 0 ? 0.7f : 0));
  const NamedBytes file = drawn_points(points);
  const Split split = dataset_from_files({&file, 1});
  CHECK(split.train.kind == Kind::points);
  CHECK(split.train.example.features() == 2);
  CHECK(split.train.count == 60);
  CHECK(split.test.count == 10);
  CHECK(split.train.values[0] == doctest::Approx(points[0]).epsilon(1e-4));
}

TEST_CASE("pictures that were drawn or taken are files in folders of their classes") {
  view::Collected all{{4, 2, 2, std::vector<float>(16, 0.5f)}, {1, 0, 1, 1}, {"a/b", "c"}, "drawn"};
  all.pictures.pixels[0] = 1;
  const std::vector<NamedBytes> files = drawn_pictures(all);
  REQUIRE(files.size() == 4);
  CHECK(files[0].name == "c/00000.png");
  const Split split = dataset_from_files(files);
  CHECK(split.train.class_names == std::vector<std::string>{"a-b", "c"});
  CHECK(split.train.labels == std::vector<Label>{0, 1, 1});
  CHECK(split.train.image(1)[0] == 255);
  CHECK(split.train.image(0)[0] == 128);
}
