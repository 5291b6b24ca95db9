// NumPy's arrays: every type of number, every number of sides, and everything that is not quite one.
#include "formats/npy.h"

#include <bit>

#include "formats/folder.h"
#include "formats/npy_bytes.h"

namespace hourglass {
namespace {

using namespace test;

std::string refused(const Bytes& bytes) {
  return refusal([&] { npy_from_files({"x.npy", bytes}, {}); });
}

TEST_CASE("arrays of every type of number give its values") {
  const auto values = [](const std::string& descr, const Bytes& numbers) {
    return read_npy({"x", npy(descr, "(3,)", numbers)}).values;
  };
  const std::vector<float> wanted{-2, 0, 100};
  CHECK(values("<f4", bytes_of<float>({-2, 0, 100})) == wanted);
  CHECK(values("<f8", bytes_of<double>({-2, 0, 100})) == wanted);
  CHECK(values(">f4", bytes_of<float>({-2, 0, 100}, true)) == wanted);
  CHECK(values(">f8", bytes_of<double>({-2, 0, 100}, true)) == wanted);
  CHECK(values("|i1", bytes_of<int8_t>({-2, 0, 100})) == wanted);
  CHECK(values("<i2", bytes_of<int16_t>({-2, 0, 100})) == wanted);
  CHECK(values(">i4", bytes_of<int32_t>({-2, 0, 100}, true)) == wanted);
  CHECK(values("<i8", bytes_of<int64_t>({-2, 0, 100})) == wanted);
  CHECK(values("<u2", bytes_of<uint16_t>({65535, 0, 1})) == std::vector<float>{65535, 0, 1});
  CHECK(values("|b1", bytes_of<uint8_t>({1, 0, 1})) == std::vector<float>{1, 0, 1});
  CHECK(read_npy({"x", npy("|u1", "(3,)", {7, 8, 255})}).bytes == Bytes{7, 8, 255});
  CHECK(read_npy({"x", gzipped(npy("|u1", "(3,)", {7, 8, 255}, "False", 2))}).bytes ==
        Bytes{7, 8, 255});
}

TEST_CASE("the sides of an array say what its examples are") {
  const auto data = [](const std::string& shape, uint32_t count) {
    return npy_from_files({"x", npy("|u1", shape, Bytes(count, 9))}, {}).train;
  };
  CHECK(data("(14,)", 14).example == Shape{1, 1, 1, 1});
  CHECK(data("(14, 2)", 28).kind == Kind::points);
  CHECK(data("(14, 3)", 42).kind == Kind::points);
  CHECK(data("(14, 5)", 70).kind == Kind::table);
  const Dataset grey = data("(14, 2, 3)", 84), colour = data("(14, 2, 3, 3)", 252);
  CHECK(grey.example == Shape{1, 2, 3, 1});
  CHECK(grey.kind == Kind::pictures);
  CHECK(colour.example == Shape{1, 2, 3, 3});
  CHECK_FALSE(colour.floats());
  CHECK(colour.count == 12);
  CHECK(
      npy_from_files({"x", npy("<f4", "(2,2)", bytes_of<float>({1, 2, 3, 4}))}, {}).train.floats());
}

TEST_CASE("npy: takes labels from a second file") {
  const Folder folder;
  folder.put("x.npy", npy("|u1", "(7, 4)", Bytes(28, 3)));
  folder.put("y.npy", npy("<i8", "(7,)", bytes_of<int64_t>({0, 1, 2, 3, 4, 5, 300})));
  const Split split = load_dataset("npy:" + folder / "x.npy" + "," + folder / "y.npy");
  CHECK(split.train.labels == std::vector<Label>{0, 1, 2, 3, 4, 5});
  CHECK(split.test.labels == std::vector<Label>{300});
  CHECK(split.train.classes == 301);
  folder.put("y.npy", npy("<f4", "(7,)", bytes_of<float>({0, 1, 2, 3, 4, 5, 0.5f})));
  const auto both = [&] { load_dataset("npy:" + folder / "x.npy" + "," + folder / "y.npy"); };
  CHECK(contains(refusal(both), "has the label 0.5"));
  folder.put("y.npy", npy("|u1", "(6,)", Bytes(6, 1)));
  CHECK(contains(refusal(both), "has 6 labels for 7 examples"));
  CHECK(contains(refusal([] { load_dataset("npy:"); }), "give npy:FILE"));
}

TEST_CASE("an array cut off at any byte, or with one more, is refused") {
  const Bytes whole = npy("<f4", "(2, 2)", bytes_of<float>({1, 2, 3, 4}));
  for (size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(contains(refused({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length)}),
                   "x.npy"));
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK(contains(refused(longer), "damaged"));
}

TEST_CASE("arrays that are no data are refused") {
  CHECK(contains(refused(npy("<f2", "(2,)", Bytes(4))), "type <f2"));
  CHECK(contains(refused(npy("|O", "(2,)", Bytes(4))), "type |O"));
  CHECK(contains(refused(npy("<U3", "(2,)", Bytes(4))), "type <U3"));
  CHECK(contains(refused(npy("<f4", "()", Bytes(4))), "has 0 dimensions"));
  CHECK(contains(refused(npy("<f4", "(1,1,1,1,1)", Bytes(4))), "has 5 dimensions"));
  CHECK(contains(refused(npy("<f4", "(0, 3)", {})), "is not possible"));
  CHECK(contains(refused(npy("<f4", "(-1,)", Bytes(4))), "is not possible"));
  CHECK(contains(refused(npy("<f4", "(99999999999,)", Bytes(4))), "is not possible"));
  CHECK(contains(refused(npy("<f8", "(4294967295, 4294967295, 4294967295, 4294967295)", Bytes(4))),
                 "more than 1024 MB"));
  CHECK(contains(refused(npy("|u1", "(1000000, 1000)", Bytes(4))), "cut off"));
  CHECK(contains(refused(npy("<f4", "(2, 2)", Bytes(16), "True")), "column by column"));
  CHECK(contains(refused(npy("|u1", "(2, 300, 300)", Bytes(180000))), "300×300 pixels"));
  CHECK(contains(refused(npy("|u1", "(2, 2, 2, 4)", Bytes(32))), "4 channels"));
  CHECK(
      contains(refused(npy("<f4", "(1,)", bytes_of<uint32_t>({0x7FC00000}))), "infinite or none"));
  CHECK(contains(refused(npy("<f8", "(1,)", bytes_of<double>({1e300}))), "infinite"));
  CHECK(contains(refused(npy("|u1", "(1, 4)", Bytes(4))), "holds 1"));
  CHECK(contains(refused(images(3)), "not a NumPy array"));
}

}  // namespace
}  // namespace hourglass
