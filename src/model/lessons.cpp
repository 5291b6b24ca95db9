// From embedded files to lessons, and back to JSON.
#include "model/lessons.h"

#include <algorithm>
#include <tuple>

#include "compute/error.h"
#include "share/embedded.h"
#include "share/object_reader.h"

namespace hourglass {

using nlohmann::json;

Lesson read_lesson(std::string_view name, std::string_view text) {
  const std::string where = std::format("lessons/{}.json", name);
  const json object = json_of(where, text);
  ObjectReader reader(where, object);
  Lesson lesson;
  lesson.name = name;
  lesson.order = reader.number("order");
  lesson.title = reader.text("title");
  lesson.preset = reader.text("preset");
  lesson.settings = reader.has("settings") ? reader.object("settings") : json::object();
  lesson.epochs = reader.epochs();
  lesson.text = reader.texts("text");
  if (reader.has("formula")) lesson.formula = reader.text("formula");
  lesson.controls = reader.texts("controls");
  lesson.panels = reader.texts("panels");
  lesson.exercise = reader.text("try");
  ObjectReader expect(where + ": expect", reader.object("expect"));
  lesson.expect.key = expect.text("key");
  lesson.expect.data = expect.text("data");
  lesson.expect.words = expect.text("words");
  std::tie(lesson.expect.least, lesson.expect.most) = expect.band();
  expect.end();
  lesson.question = reader.text("question");
  lesson.answer = reader.text("answer");
  lesson.source = reader.text("source");
  reader.end();
  return lesson;
}

std::span<const Lesson> lessons() {
  if (embedded::lessons().empty()) return {};
  static const std::vector<Lesson> all = [] {
    std::vector<Lesson> read;
    for (const embedded::File& file : embedded::lessons())
      read.push_back(read_lesson(file.name, file.text));
    std::ranges::sort(read, {}, &Lesson::order);
    return read;
  }();
  return all;
}

const Lesson* find_lesson(std::string_view name) {
  if (name.empty()) return nullptr;  // asked at the start, which need not read them all
  const auto found = std::ranges::find(lessons(), name, &Lesson::name);
  return found == lessons().end() ? nullptr : &*found;
}

json to_json(const Lesson& l) {
  json all = {{"name", l.name},
              {"order", l.order},
              {"title", l.title},
              {"preset", l.preset},
              {"settings", l.settings},
              {"epochs", l.epochs},
              {"text", l.text},
              {"controls", l.controls},
              {"panels", l.panels},
              {"try", l.exercise},
              {"expect",
               {{"key", l.expect.key},
                {"band", {l.expect.least, l.expect.most}},
                {"data", l.expect.data},
                {"words", l.expect.words}}},
              {"question", l.question},
              {"answer", l.answer},
              {"source", l.source}};
  if (!l.formula.empty()) all["formula"] = l.formula;
  return all;
}

json lesson_changes(const Lesson& lesson) {
  json changes{{"preset", lesson.preset}, {"data", lesson.expect.data}};
  changes.update(lesson.settings);
  return changes;
}

Settings lesson_settings(const Lesson& lesson) {
  Settings settings;
  merge_json(settings, lesson_changes(lesson));
  return settings;
}

}  // namespace hourglass
