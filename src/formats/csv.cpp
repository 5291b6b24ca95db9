#include "formats/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>
#include <iterator>
#include <optional>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/fitting.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/packed.h"

namespace hourglass {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \r");
  if (first == text.npos) return {};
  text = text.substr(first, text.find_last_not_of(" \r") - first + 1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text;
}

std::optional<float> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  float value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (text.empty() || error != std::errc{} || end != last || !std::isfinite(value)) return {};
  return value;
}

// Whichever of the three stands most often in the first line. A name in quotes may hold one: then it is refused
// for its count of columns.
char separator_of(std::string_view line) {
  char best = ',';
  for (const char c : {';', '\t'})
    if (std::ranges::count(line, c) > std::ranges::count(line, best)) best = c;
  return best;
}

bool is_word(std::string_view text) {
  const char c = text.empty() ? '0' : text.front();
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
  return letter && text != "nan" && text != "NaN" && text != "inf";
}

class Table {
 public:
  Table(std::string name, std::string_view label) : name_(std::move(name)), wanted_(label) {}

  void begin(std::string_view first) {
    separator_ = separator_of(first);
    const auto fields = split(first);
    columns_ = static_cast<uint32_t>(fields.size());
    if (columns_ > most_columns)
      fail("{}: has {} columns; use at most {}", name_, columns_, most_columns);
    const auto numbers = static_cast<uint32_t>(
        std::ranges::count_if(fields, [](auto f) { return number(f).has_value(); }));
    // One word among numbers is a label.
    const bool names = numbers < columns_ && (numbers + 1 < columns_ || columns_ == 1 ||
                                              std::ranges::find(fields, "label") != fields.end());
    if (names)
      for (const auto field : fields) names_.emplace_back(field.substr(0, 64));
    find_label();
    if (label_ && columns_ == 1) fail("{}: has no column but label; add numbers", name_);
    if (!names) return add(first);
    ++line_;
  }

  void add(std::string_view line) {
    ++line_;
    const auto fields = split(line);
    if (fields.size() != columns_)
      fail("{}: line {} has {} columns, the first has {}; complete it", name_, line_, fields.size(),
           columns_);
    if (count_ == 0 && !label_ && wanted_.empty() && columns_ > 1 &&
        std::ranges::count_if(fields, is_word) == 1)
      label_ = static_cast<uint32_t>(std::ranges::find_if(fields, is_word) - fields.begin());
    for (uint32_t i = 0; i < columns_; ++i) {
      if (label_ == i) {
        add_label(fields[i]);
        continue;
      }
      const auto value = number(fields[i]);
      if (!value)
        fail(
            "{}: line {}, column {}: '{}' is no number; give numbers, and names in the first line "
            "only",
            name_, line_, i + 1, fields[i].substr(0, 24));
      values_.push_back(*value);
    }
    ++count_;
  }
  void skip() { ++line_; }
  uint64_t bytes() const { return values_.size() * sizeof(float); }

  Dataset take() {
    if (count_ == 0) fail("{}: holds no line of numbers; use a file that is not empty", name_);
    Dataset data{.name = name_,
                 .example = {1, 1, 1, columns_ - (label_ ? 1u : 0u)},
                 .count = count_,
                 .pixels = {},
                 .labels = {}};
    check_example(data);
    data.values = std::move(values_);
    if (label_) {
      data.label_name = names_.empty() ? std::to_string(*label_ + 1) : names_[*label_];
      if (!names_.empty()) names_.erase(names_.begin() + *label_);
      if (words_) {
        data.class_names = std::move(classes_);
        data.classes = static_cast<uint32_t>(data.class_names.size());
      } else {
        // What were numbers by their text are numbers by their value.
        for (Label& label : labels_) label = static_cast<Label>(*number(classes_[label]));
        data.classes = 1u + *std::ranges::max_element(labels_);
      }
      data.labels = std::move(labels_);
    }
    data.feature_names = std::move(names_);
    return data;
  }

 private:
  void find_label() {
    const std::string_view name = wanted_.empty() ? std::string_view("label") : wanted_;
    const auto found = std::ranges::find(names_, name);
    if (found != names_.end()) {
      label_ = static_cast<uint32_t>(found - names_.begin());
    } else if (!wanted_.empty() && wanted_ != no_label) {
      const auto place = number(wanted_);
      if (!place || !(*place >= 1 && *place <= static_cast<float>(columns_)) ||
          *place != std::floor(*place))
        fail("{}: has no column '{}'; give its name, or its number from 1 to {}", name_,
             wanted_.substr(0, 40), columns_);
      label_ = static_cast<uint32_t>(*place) - 1;
    }
  }

  std::vector<std::string_view> split(std::string_view line) const {
    std::vector<std::string_view> fields;
    for (;;) {
      const size_t end = std::min(line.find(separator_), line.size());
      fields.push_back(trimmed(line.substr(0, end)));
      if (end == line.size()) return fields;
      line.remove_prefix(end + 1);
    }
  }

  void add_label(std::string_view text) {
    if (text.empty()) fail("{}: line {} has no label; give one", name_, line_);
    const auto found = std::ranges::find(classes_, text);
    labels_.push_back(static_cast<Label>(found - classes_.begin()));
    if (found != classes_.end()) return;
    if (classes_.size() >= 1000)
      fail("{}: has more than 1000 different labels; is the column label one of classes?", name_);
    classes_.emplace_back(text);
    const auto value = number(text);
    words_ |= !value || *value < 0 || *value > 65534 || *value != std::floor(*value);
  }

  std::string name_;
  std::string_view wanted_;  // as the label
  char separator_ = ',';
  uint32_t columns_ = 0, line_ = 0, count_ = 0;
  std::optional<uint32_t> label_;  // its column
  std::vector<std::string> names_, classes_;
  bool words_ = false;  // a label is no whole number
  std::vector<float> values_;
  std::vector<Label> labels_;
};

}  // namespace

Split csv_from_file(NamedBytes file, std::string_view label) {
  Table table(file.name, label);
  const std::string name = file.name;
  const std::vector<uint8_t> bytes = unpacked(std::move(file));
  if (bytes.empty()) fail("{}: is empty; save it again", name);
  // A table may begin with the name BMI.
  if (const std::string_view what = known_format(bytes); !what.empty() && what != "a BMP picture")
    fail("{}: is {}, not a table as text; export it as CSV", name, what);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.find('\0') != text.npos) fail("{}: is no text; export it as CSV", name);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark
  // A number takes two characters or more, and vectors grow by doubling.
  require_memory(name, 4 * uint64_t{bytes.size()}, "use fewer lines");
  bool begun = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (trimmed(line).empty())
      table.skip();
    else if (begun)
      table.add(line);
    else
      table.begin(line), begun = true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return split_every_7th(table.take());
}

std::vector<uint8_t> write_csv(std::span<const std::string> names, std::span<const float> values,
                               std::span<const Label> labels) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  text += labels.empty() ? "\n" : ",label\n";
  for (size_t row = 0; row * names.size() < values.size(); ++row) {
    for (size_t i = 0; i < names.size(); ++i)
      std::format_to(std::back_inserter(text), "{}{}", i > 0 ? "," : "",
                     values[row * names.size() + i]);
    if (!labels.empty()) std::format_to(std::back_inserter(text), ",{}", labels[row]);
    text += '\n';
  }
  return {text.begin(), text.end()};
}

namespace source {

extern const Source csv{.name = "csv",
                        .argument = "FILE",
                        .title = "Table",
                        .about = "Numbers in a text file, a line an example",
                        .made =
                            "Commas, semicolons or tabs; a first line of names is one; a column "
                            "named label, or of words, holds classes; every seventh line is for "
                            "testing.",
                        .example = "csv:iris.csv",
                        .reach = Reach::files,
                        .kind = Kind::table,
                        .reads_in_ways = true,
                        .open = [](const Asked& asked) {
                          if (asked.argument.empty())
                            fail("data \"{}\": names no file; give csv:FILE", asked.text);
                          return csv_from_file(read_file(asked.argument), asked.how.label);
                        }};

}  // namespace source
}  // namespace hourglass
