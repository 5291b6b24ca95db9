// Archives of numpy.savez: which array is what.
#include "formats/folder.h"
#include "formats/npy.h"
#include "formats/npy_bytes.h"
#include "formats/zip_bytes.h"

namespace hourglass {
namespace {

using namespace test;

// [n, 2, 3] pictures that begin with `first`; [n] labels 0 … n − 1.
Bytes pictures(uint32_t n, uint8_t first) {
  return npy("|u1", std::format("({}, 2, 3)", n), Bytes(n * 6, first));
}
Bytes numbered(uint32_t n) {
  Bytes labels;
  for (uint32_t i = 0; i < n; ++i) labels.push_back(static_cast<uint8_t>(i));
  return npy("|u1", std::format("({},)", n), labels);
}

Split read(const std::vector<Entry>& arrays) {
  const NamedBytes file{"a.npz", zipped(arrays)};
  return dataset_from_files({&file, 1});
}
std::string refused(const std::vector<Entry>& arrays) {
  return refusal([&] { read(arrays); });
}

TEST_CASE(
    "arrays for training and testing are told by their names, as Keras's mnist.npz has them") {
  const Split split = read({{"x_test.npy", pictures(3, 7)},
                            {"x_train.npy", pictures(5, 1)},
                            {"y_train.npy", numbered(5)},
                            {"y_test.npy", numbered(3)}});
  CHECK(split.train.count == 5);
  CHECK(split.test.count == 3);
  CHECK(split.train.example == Shape{1, 2, 3, 1});
  CHECK(split.train.image(0)[0] == 1);
  CHECK(split.test.image(0)[0] == 7);
  CHECK(split.train.labels == std::vector<Label>{0, 1, 2, 3, 4});
  CHECK(split.test.labels == std::vector<Label>{0, 1, 2});
  CHECK(split.test.classes == 5);
}

TEST_CASE("a part for validation is one, as MedMNIST has it, whose labels stand in a column") {
  const auto column = [](uint32_t n) { return npy("|u1", std::format("({}, 1)", n), Bytes(n, 1)); };
  const Split split = read({{"train_images.npy", pictures(6, 1)},
                            {"val_images.npy", pictures(4, 2)},
                            {"test_images.npy", pictures(3, 3)},
                            {"train_labels.npy", column(6)},
                            {"val_labels.npy", column(4)},
                            {"test_labels.npy", column(3)}});
  CHECK(split.train.count == 6);
  CHECK(split.validation.count == 4);
  CHECK(split.validation.image(0)[0] == 2);
  CHECK(split.test.count == 3);
  CHECK(split.validation.classes == 2);
}

TEST_CASE(
    "without such names the largest array is the examples, and as many numbers their labels") {
  const Split split = read({{"arr_0.npy", numbered(7)},
                            {"mean.npy", npy("<f4", "(2,)", Bytes(8))},
                            {"arr_1.npy", pictures(7, 5)}});
  CHECK(split.train.count == 6);
  CHECK(split.train.image(0)[0] == 5);
  CHECK(split.train.labels == std::vector<Label>{0, 1, 2, 3, 4, 5});
  CHECK(read({{"faces.npy", pictures(7, 5)}}).train.labels.empty());
  CHECK(read({{"faces.npy", pictures(7, 5)}, {"target.npy", numbered(7)}}).train.classes == 7);
  // What is no array of numbers is left alone.
  CHECK(read({{"images.npy", pictures(7, 5)}, {"names.npy", npy("<U3", "(2,)", Bytes(24))}})
            .train.count == 6);
  CHECK(read({{"data.npy", pictures(7, 5)}, {"Labels.npy", numbered(7)}}).test.labels ==
        std::vector<Label>{6});
}

TEST_CASE("arrays that do not belong together are refused") {
  CHECK(contains(refused({{"x.npy", pictures(7, 5)}, {"y.npy", numbered(6)}}),
                 "y.npy: has 6 labels for 7 examples"));
  CHECK(contains(refused({{"y.npy", numbered(6)}}), "holds labels only"));
  CHECK(contains(refused({{"x_train.npy", pictures(7, 5)},
                          {"x_test.npy", npy("|u1", "(3, 3, 3)", Bytes(27))}}),
                 "use files that belong together"));
  CHECK(contains(refused({{"x_train.npy", pictures(7, 5)},
                          {"y_train.npy", numbered(7)},
                          {"x_test.npy", pictures(3, 5)}}),
                 "give both or none"));
  CHECK(contains(refused({{"x_train.npy", pictures(7, 5)},
                          {"x_test.npy", npy("<f4", "(1, 2, 3)", Bytes(24))}}),
                 "another type"));
}

TEST_CASE("npy: reads archives, and two arrays dropped together are told by their names") {
  const Folder folder;
  folder.put("a.npz", zipped({{"x.npy", pictures(7, 5)}, {"y.npy", numbered(7)}}));
  CHECK(load_dataset("npy:" + folder / "a.npz").train.classes == 7);
  const Split split = load({{"labels.npy", gzipped(numbered(7))}, {"images.npy", pictures(7, 9)}});
  CHECK(split.train.image(0)[0] == 9);
  CHECK(split.test.labels == std::vector<Label>{6});
}

TEST_CASE("an archive of arrays changed at any byte is refused or read, and nothing else happens") {
  const Bytes whole = zipped({{"x.npy", pictures(3, 5), false}, {"y.npy", numbered(3), false}});
  for (size_t at = 4; at < whole.size(); ++at) {
    NamedBytes file{"a.npz", whole};
    file.bytes[at] ^= 0x41;
    try {
      const uint32_t count = dataset_from_files({&file, 1}).train.count;
      CHECK(count > 0);
    } catch (const Error& error) {
      CHECK(contains(error.what(), "a.npz"));
    }
  }
}

}  // namespace
}  // namespace hourglass
