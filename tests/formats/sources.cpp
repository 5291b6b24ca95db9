// Data sets by name, from folders and files; and MNIST itself, where it is at hand.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "data/statistics.h"
#include "formats/folder.h"
#include "formats/idx_bytes.h"

namespace hourglass {
namespace {

using namespace test;
namespace fs = std::filesystem;

std::string refused(const std::string& source) {
  return refusal([&] { load_dataset(source); });
}

TEST_CASE("a folder's four files are found plain or packed, in both spellings") {
  const Folder folder;
  folder.put("train-images.idx3-ubyte", images(9));
  folder.put("train-labels-idx1-ubyte.gz", gzipped(labels(9)));
  folder.put("t10k-images-idx3-ubyte", images(3, 3, 2, 70));
  folder.put("t10k-labels.idx1-ubyte.gz", labels(3));  // not packed, whatever its name says
  const std::string source = "mnist:" + folder.path();
  const Split split = load_dataset(source);
  CHECK(split.train.name == source);
  CHECK(split.train.count == 9);
  CHECK(split.test.count == 3);
  CHECK(split.test.image(0)[0] == 70);
  CHECK(split.test.classes == 9);

  folder.put("t10k-labels.idx1-ubyte.gz", labels(4));
  CHECK(contains(refused(source), "has 4 labels for the 3 images of"));
  folder.put("t10k-labels.idx1-ubyte.gz", images(3));
  CHECK(contains(refused(source), "holds images where labels are expected"));
  folder.put("t10k-labels.idx1-ubyte.gz", {});
  CHECK(contains(refused(source), "t10k-labels.idx1-ubyte.gz: is empty"));
  fs::remove(folder / "t10k-labels.idx1-ubyte.gz");
  CHECK(contains(refused(source), "has no t10k-labels-idx1-ubyte, plain or .gz"));
}

TEST_CASE("idx: takes images with and without labels") {
  const Folder folder;
  folder.put("x", gzipped(images(14)));
  folder.put("y", labels(14));
  const Split split = load_dataset("idx:" + folder / "x" + "," + folder / "y");
  CHECK(split.train.count == 12);
  CHECK(split.test.count == 2);
  CHECK(split.test.labels == std::vector<Label>{2, 3});
  CHECK(load_dataset("idx:" + folder / "x").train.labels.empty());

  CHECK(contains(refused("idx:" + folder / "y"), "holds labels where images are expected"));
  CHECK(contains(refused("idx:" + folder / "x" + "," + folder / "x"),
                 "holds images where labels are expected"));
  CHECK(contains(refused("idx:" + folder / "z"), "z: no such file; check the path"));
  CHECK(contains(refused("idx:" + folder.path()), "is a folder; give a file"));
  CHECK(contains(refused("idx:"), "a file name is missing; give idx:IMAGES"));
  CHECK(contains(refused("idx:" + folder / "x" + ","), "a file name is missing"));
}

TEST_CASE("sources that are not there are refused with what to give") {
  CHECK(refused("minst:x").starts_with("data \"minst:x\" is not known; choose strokes, mnist:DIR"));
  CHECK(contains(refused(""), "is not known"));
  CHECK(contains(refused("strokes:3"), "takes nothing behind a colon; give strokes alone"));
  CHECK(contains(refused("strokes+rto"), "no such variation; give one of +crop +grey"));
  CHECK(contains(refused("mnist"), "names no folder; give mnist:DIR"));
  CHECK(contains(refused("mnist:"), "names no folder"));
  CHECK(contains(refused("mnist:/no/such/place"), "/no/such/place: no such folder"));
  const Folder folder;
  folder.put("x", images(3));
  CHECK(contains(refused("mnist:" + folder / "x"), "is not a folder"));
  CHECK(contains(refused("mnist:" + folder.path()), "has no train-images-idx3-ubyte"));
}

TEST_CASE("MNIST is as its authors describe it") {
  const char* set = std::getenv("HOURGLASS_DATA");
  const fs::path folder = fs::path(set ? set : "../shared/data") / "mnist";
  if (!fs::exists(folder)) {
    std::cout << "skipped: MNIST, no folder " << folder.string() << "; set HOURGLASS_DATA\n";
    return;
  }
  const Split split = load_dataset("mnist:" + folder.string());
  CHECK(split.train.count == 60000);
  CHECK(split.test.count == 10000);
  CHECK(split.train.example == Shape{1, 28, 28, 1});
  CHECK(split.train.classes == 10);
  CHECK(split.train.labels[0] == 5);
  CHECK(split.test.labels[0] == 7);
  const PixelStatistics pixels = pixel_statistics(split.train);
  CHECK(pixels.mean == doctest::Approx(0.1307).epsilon(0.0005));
  CHECK(pixels.deviation == doctest::Approx(0.3081).epsilon(0.0005));
  CHECK(class_counts(split.test) ==
        std::vector<uint32_t>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
}

}  // namespace
}  // namespace hourglass
