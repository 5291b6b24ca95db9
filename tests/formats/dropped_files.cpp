// Files dropped together: which is which, and what is said when they do not belong together.
#include <algorithm>

#include "formats/idx_bytes.h"

namespace hourglass {
namespace {

using namespace test;

std::string refused(const std::vector<NamedBytes>& files) {
  return refusal([&] { load(files); });
}

void check_sizes(const Split& split) {
  for (const Dataset* data : {&split.train, &split.test}) {
    CHECK(data->pixels.size() == size_t{data->count} * data->example.features());
    CHECK((data->labels.empty() || data->labels.size() == data->count));
  }
}

TEST_CASE("four files are told apart in any order and under any names") {
  std::vector<NamedBytes> files{{"a", images(14, 3, 2, 0)},
                                {"b", gzipped(labels(14, 3))},
                                {"c", gzipped(images(5, 3, 2, 100))},
                                {"d", labels(5, 4)}};
  const auto by_name = [](const NamedBytes& a, const NamedBytes& b) { return a.name < b.name; };
  do {
    const Split split = load(files);
    check_sizes(split);
    CHECK(split.train.count == 14);
    CHECK(split.test.count == 5);
    CHECK(split.train.example == Shape{1, 3, 2, 1});
    CHECK(split.train.image(1)[0] == 6);
    CHECK(split.test.image(0)[0] == 100);
    CHECK(split.train.labels[13] == 1);
    CHECK(split.test.labels[3] == 3);
    // The test labels have one class more: both sides know it.
    CHECK(split.train.classes == 4);
    CHECK(split.test.classes == 4);
  } while (std::ranges::next_permutation(files, by_name).found);
}

TEST_CASE("one images file is split six to one, the end for testing") {
  const Split split = load({{"l", labels(21)}, {"i", images(21)}});
  check_sizes(split);
  CHECK(split.train.count == 18);
  CHECK(split.test.count == 3);
  CHECK(split.test.image(0)[0] == 18 * 6);
  CHECK(split.train.labels[17] == 7);
  CHECK(split.test.labels[0] == 8);
  CHECK(split.test.classes == 10);

  CHECK(load({{"i", images(27)}}).test.count == 3);

  const Split unlabelled = load({{"i", images(2)}});
  check_sizes(unlabelled);
  CHECK(unlabelled.train.count == 1);
  CHECK(unlabelled.test.count == 1);
  CHECK(unlabelled.train.labels.empty());
  CHECK(unlabelled.train.classes == 0);
  CHECK(contains(refused({{"i", images(1)}}), "holds 1 image; give at least 2"));
}

TEST_CASE("two images files without labels are training and test") {
  const Split split = load({{"small", images(4)}, {"large", images(9)}});
  check_sizes(split);
  CHECK(split.train.count == 9);
  CHECK(split.train.name == "large");
}

TEST_CASE("with as many images in both files the names decide") {
  const NamedBytes train{"train-x", images(4, 3, 2, 0)}, test{"t10k-x", images(4, 3, 2, 50)};
  const NamedBytes train_labels{"train-y", labels(4, 2)}, test_labels{"t10k-y", labels(4, 3)};
  const Split split = load({test, test_labels, train_labels, train});
  CHECK(split.train.image(0)[0] == 0);
  CHECK(split.test.image(0)[0] == 50);
  CHECK(split.train.labels[2] == 0);
  CHECK(split.test.labels[2] == 2);
  CHECK(contains(refused({{"x", images(4)}, {"y", images(4)}}), "both hold 4 images; rename"));
}

TEST_CASE("labels above 9 are classes too") {
  CHECK(load({{"i", images(300)}, {"l", labels(300, 255)}}).train.classes == 255);
  CHECK(load({{"i", images(300)}, {"l", labels(300, 256)}}).train.classes == 256);
}

TEST_CASE("files that do not belong together are refused") {
  CHECK(refused({{"i", images(6)}, {"l", labels(5)}}) ==
        "l: has 5 labels for the 6 images of i; use files that belong together");
  CHECK(contains(refused({{"l", labels(5)}}), "l: holds labels only; drop the images' file"));
  CHECK(contains(refused({{"i", images(6)}, {"j", images(3)}, {"l", labels(6)}}),
                 "j: its 3 labels are missing"));
  CHECK(contains(refused({{"i", images(6)}, {"l", labels(6)}, {"m", labels(3)}}),
                 "m: belongs to no images"));
  CHECK(contains(refused({{"i", images(6)}, {"j", images(3, 2, 3)}}),
                 "j: has images of 2×3, i of 3×2"));
  CHECK(contains(refused({{"i", images(6)}, {"j", images(3)}, {"k", images(2)}}),
                 "3 files of images"));
  CHECK(contains(refused(std::vector<NamedBytes>(5, {"i", images(6)})), "5 files at once"));
  CHECK(contains(refused({}), "no files came; drop MNIST's four files"));
}

TEST_CASE("a picture dropped by mistake is named among good files") {
  const std::string png = "\x89PNG\r\n\x1A\n";
  CHECK(refused({{"i", images(6)}, {"photo.png", {png.begin(), png.end()}}}) ==
        "photo.png: is a PNG picture, not an IDX file; drop MNIST's four files, "
        "train-images-idx3-ubyte.gz and the others");
}

}  // namespace
}  // namespace hourglass
