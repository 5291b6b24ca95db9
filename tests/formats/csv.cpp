// Tables as text: what is read, and on which line a wrong one is refused.
#include "formats/csv.h"

#include <cmath>

#include "formats/folder.h"

namespace hourglass {
namespace {

using namespace test;

NamedBytes file(std::string_view text) { return {"t.csv", {text.begin(), text.end()}}; }
Split read(std::string_view text) { return csv_from_file(file(text)); }
std::string refused(std::string_view text) {
  return refusal([&] { read(text); });
}

TEST_CASE("a table's numbers, names and labels are read") {
  const Split split =
      read("width,label,height\r\n1,setosa,2\r\n3.5,virginica,-4e-1\r\n\r\n+5,setosa,6\r\n");
  const Dataset& data = split.train;
  CHECK(data.count == 2);
  CHECK(split.test.count == 1);
  CHECK(data.example == Shape{1, 1, 1, 2});
  CHECK(data.kind == Kind::points);
  CHECK(data.feature_names == std::vector<std::string>{"width", "height"});
  CHECK(data.values == std::vector<float>{1, 2, 3.5f, -0.4f});
  CHECK(split.test.values == std::vector<float>{5, 6});
  CHECK(data.labels == std::vector<Label>{0, 1});
  CHECK(data.class_names == std::vector<std::string>{"setosa", "virginica"});
  CHECK(data.classes == 2);
}

TEST_CASE("labels that are whole numbers keep their values") {
  const Dataset data = read("label;a;b;c;d\n7;1;2;3;4\n3;1;2;3;4\n7;1;2;3;4\n").train;
  CHECK(data.labels == std::vector<Label>{7, 3});
  CHECK(data.classes == 8);
  CHECK(data.class_names.empty());
  CHECK(data.kind == Kind::table);
}

TEST_CASE("tables without names, between tabs, in quotes or packed are read") {
  CHECK(read("1\t2\n3\t4\n").train.values == std::vector<float>{1, 2});
  CHECK(read("1,2\n3,4").test.values == std::vector<float>{3, 4});
  CHECK(read("\xEF\xBB\xBF\"x\", \"y\"\n\"1\", 2\n3,4").train.feature_names ==
        std::vector<std::string>{"x", "y"});
  CHECK(read("BMI,age\n1,2\n3,4").train.count == 1);
  const std::string_view text = "1,2\n3,4\n";
  CHECK(csv_from_file({"t.csv", gzipped({text.begin(), text.end()})}).train.count == 1);
}

TEST_CASE("the column of labels is chosen, or is the one with words") {
  const auto labelled = [](std::string_view text, std::string_view label) {
    return csv_from_file(file(text), label).train;
  };
  const std::string_view table = "a,kind,b\n1,7,2\n3,8,4\n5,7,6\n";
  CHECK(read(table).train.labels.empty());
  for (const char* label : {"kind", "2"}) {
    const Dataset data = labelled(table, label);
    CHECK(data.labels == std::vector<Label>{7, 8});
    CHECK(data.values == std::vector<float>{1, 2, 3, 4});
    CHECK(data.feature_names == std::vector<std::string>{"a", "b"});
    CHECK(data.label_name == "kind");
  }
  CHECK(labelled("x,label\n1,2\n3,4\n", "none").labels.empty());
  CHECK(labelled("x,label\n1,2\n3,4\n", "x").feature_names == std::vector<std::string>{"label"});
  // As the iris flowers come, with names of columns and without.
  for (const char* text : {"w,h,species\n1,2,setosa\n3,4,virginica\n5,6,setosa\n",
                           "1,2,setosa\n3,4,virginica\n5,6,setosa\n"}) {
    const Dataset data = read(text).train;
    CHECK(data.class_names == std::vector<std::string>{"setosa", "virginica"});
    CHECK(data.values == std::vector<float>{1, 2, 3, 4});
  }
  CHECK(read("1,2,setosa\n3,4,virginica\n").train.label_name == "3");
  CHECK(
      contains(refusal([&] { labelled(table, "c"); }), "t.csv: has no column 'c'; give its name"));
  CHECK(contains(refusal([&] { labelled(table, "4"); }), "number from 1 to 3"));
  CHECK(contains(refused("a,b\nx,y\n"), "'x' is no number"));
  const Folder folder;
  folder.put("t.csv", file(table).bytes);
  CHECK(load_dataset("csv:" + folder / "t.csv" + "+label=kind+test40").test.count == 1);
}

TEST_CASE("what is no table of numbers is refused with its line") {
  CHECK(contains(refused(""), "is empty"));
  CHECK(contains(refused("\n\n"), "holds no line of numbers"));
  CHECK(contains(refused("a,b\n"), "holds no line of numbers"));
  CHECK(contains(refused("1,2\n"), "holds 1 example"));
  CHECK(contains(refused("label\n1\n"), "no column but label"));
  CHECK(contains(refused("a,b\n1,2\n\n3\n"), "line 4 has 1 columns, the first has 2"));
  CHECK(contains(refused("a,b\n1,2\n3,x\n"), "line 3, column 2: 'x' is no number"));
  CHECK(contains(refused("a,b\n1,\n3,4\n"), "'' is no number"));
  CHECK(contains(refused("a,b\n1,nan\n"), "'nan' is no number"));
  CHECK(contains(refused("a,b\n1,1e999\n"), "is no number"));
  CHECK(contains(refused("a,label\n1,\n"), "line 2 has no label"));
  CHECK(contains(refused(std::string_view("1,2\n\0,4\n", 8)), "is no text"));
  CHECK(contains(refused("\x93NUMPY...."), "a NumPy array"));
  CHECK(contains(refused(std::string(20'000, ',') + "\n"), "has 20001 columns"));
  std::string many = "x,label\n";
  for (int i = 0; i < 1100; ++i) many += std::format("1,{}.5\n", i);
  CHECK(contains(refused(many), "more than 1000 different labels"));
}

TEST_CASE("csv: is a source") {
  const Folder folder;
  folder.put("t.csv", file("1,2\n3,4\n5,6\n").bytes);
  CHECK(load_dataset("csv:" + folder / "t.csv").train.count == 2);
  CHECK(contains(refusal([] { load_dataset("csv:"); }), "names no file"));
}

TEST_CASE("a table that is written here is read to the same bits") {
  std::vector<float> values;
  std::vector<Label> labels;
  for (uint32_t i = 0; i < 14; ++i) {
    values.push_back(1.0f / static_cast<float>(i + 3));
    values.push_back(-std::ldexp(1.1f, static_cast<int>(i) - 20));
    labels.push_back(static_cast<Label>(i % 3));
  }
  const std::vector<std::string> names{"a", "b"};
  const Split split = csv_from_file({"t.csv", write_csv(names, values, labels)});
  CHECK(split.train.feature_names == names);
  CHECK(std::equal(values.begin(), values.begin() + 12, split.train.values.begin()));
  CHECK(split.test.values == std::vector<float>{values[12], values[13], values[26], values[27]});
  CHECK(split.test.labels == std::vector<Label>{labels[6], labels[13]});
}

}  // namespace
}  // namespace hourglass
