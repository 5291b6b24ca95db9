// CIFAR-10's binary files, right ones and wrong ones; and the real ones, where they are at hand.
#include "formats/cifar10.h"

#include <cstdlib>
#include <iostream>

#include "formats/folder.h"

namespace hourglass {
namespace {

using namespace test;

// Record i: label i mod 10, then bytes that count up from it.
Bytes records(uint32_t count) {
  Bytes bytes;
  for (uint32_t i = 0; i < count; ++i) {
    bytes.push_back(static_cast<uint8_t>(i % 10));
    for (uint32_t k = 0; k < 3072; ++k)
      bytes.push_back(static_cast<uint8_t>(i + k / 1024 * 50 + k % 7));
  }
  return bytes;
}

std::string refused(const Bytes& bytes) {
  return refusal([&] { read_cifar10({"batch.bin", bytes}); });
}

TEST_CASE("a CIFAR-10 file gives pictures pixel by pixel, plain and gzipped") {
  for (const Bytes& bytes : {records(12), gzipped(records(12))}) {
    const Dataset data = read_cifar10({"batch.bin", bytes});
    CHECK(data.example == Shape{1, 32, 32, 3});
    CHECK(data.count == 12);
    CHECK(data.labels[11] == 1);
    CHECK(data.class_name(1) == "automobile");
    // Red, green and blue of the ninth pixel of record 5.
    CHECK(data.image(5)[8 * 3] == 5 + 1);
    CHECK(data.image(5)[8 * 3 + 1] == 5 + 50 + (1024 + 8) % 7);
    CHECK(data.image(5)[8 * 3 + 2] == 5 + 100 + (2048 + 8) % 7);
  }
}

TEST_CASE("CIFAR-10 files with test in the name are for testing, else the last seventh is") {
  const Folder folder;
  folder.put("data_batch_1.bin", records(20));
  folder.put("data_batch_2.bin.gz", gzipped(records(10)));
  folder.put("test_batch.bin", records(7));
  const std::string one = folder / "data_batch_1.bin", two = folder / "data_batch_2.bin.gz";
  Split split = load_dataset("cifar10:" + one + "," + two + "," + folder / "test_batch.bin");
  CHECK(split.train.count == 30);
  CHECK(split.test.count == 7);
  CHECK(split.train.title == "CIFAR-10");
  split = load_dataset("cifar10:" + one);
  CHECK(split.train.count == 18);
  CHECK(split.test.count == 2);
  CHECK(contains(refusal([&] { load_dataset("cifar10:"); }), "names no file"));
  CHECK(contains(refusal([&] { load_dataset("cifar10:" + one + ","); }), "a file name is missing"));
  CHECK(contains(refusal([&] { load_dataset("cifar10:" + folder / "none"); }), "no such file"));
}

TEST_CASE("what is no whole number of CIFAR-10 records is refused") {
  CHECK(contains(refused({}), "is empty"));
  Bytes cut = records(2);
  cut.pop_back();
  CHECK(contains(refused(cut), "has 6145 bytes, no multiple of the 3073"));
  CHECK(contains(refused(gzipped(cut)), "no multiple"));
  Bytes wrong = records(3);
  wrong[3073] = 10;
  CHECK(contains(refused(wrong), "record 1 has the label 10"));
  CHECK(contains(refused(images(4)), "no multiple"));
  Bytes packed = gzipped(records(2));
  packed.resize(packed.size() / 2);
  CHECK(contains(refused(packed), "cut off"));
  packed = gzipped(records(2));
  packed[packed.size() - 6] ^= 1;  // of the checksum
  CHECK(contains(refused(packed), "damaged"));
  Bytes zip{'P', 'K', 3, 4, 0};
  CHECK(contains(refused(zip), "is a ZIP archive"));
}

TEST_CASE("CIFAR-10 is as its author describes it") {
  const char* set = std::getenv("HOURGLASS_DATA");
  const auto folder = std::filesystem::path(set ? set : "../shared/data") / "cifar-10";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: CIFAR-10, no folder " << folder.string() << "; set HOURGLASS_DATA\n";
    return;
  }
  const Split split = load_dataset("cifar10:" + (folder / "data_batch_1.bin.gz").string() + "," +
                                   (folder / "test_batch_1000.bin.gz").string());
  CHECK(split.train.count == 10000);
  CHECK(split.test.count == 1000);
  CHECK(split.train.class_name(split.train.labels[0]) == "frog");
  CHECK(split.test.class_name(split.test.labels[0]) == "cat");
}

}  // namespace
}  // namespace hourglass
