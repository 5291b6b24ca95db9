// Data of one's own in a session: read in another way, looked at before, and pictures put in front of the test images.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/asking.h"
#include "share/png.h"

using namespace hourglass;

namespace {

Settings small() {
  Settings s;
  s.hidden = {16};
  s.threads = 1;
  s.backend = "cpu";
  s.limit = 200;
  return s;
}

// Grey, of sides of many lengths, in two folders.
std::vector<NamedBytes> photographs() {
  std::vector<NamedBytes> files;
  for (uint32_t i = 0; i < 20; ++i) {
    Picture picture{20 + i, 30, 1, {}};
    picture.pixels.assign(size_t{picture.width} * picture.height, static_cast<uint8_t>(10 * i));
    files.push_back(
        {i < 10 ? "zoo/cat/" + std::to_string(i) + ".png" : "zoo/dog/" + std::to_string(i) + ".png",
         write_png(picture)});
  }
  return files;
}

std::string set(Session& session, const std::string& name, const std::string& value) {
  return finish(
      session, [&](auto done) { session.change([&](Settings& s) { set(s, name, value); }, done); });
}

Preview preview(Session& session, const std::string& name) {
  return finish<Preview>(session, [&](auto done) { session.preview(name, done); });
}

}  // namespace

TEST_CASE("files are read again as the name says, and looked at before") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  CHECK(finish(session, [&](auto done) { session.load(photographs(), done); }).empty());
  CHECK(session.settings().data == "files+crop+size28");
  CHECK(session.snapshot()->data->found == "20×30 to 39×30, grey");
  CHECK(session.snapshot()->data->train.height == 28);
  CHECK(session.snapshot()->data->read_in_ways);

  const Preview seen = preview(session, "files+size12+invert+test50");
  CHECK(seen.error.empty());
  CHECK(seen.some.height == 12);
  CHECK(seen.train_count == 10);
  CHECK(seen.test_count == 10);
  CHECK(seen.some.pixels[0] == 1);
  CHECK(session.snapshot()->data->train.height == 28);  // only looked at
  CHECK(preview(session, "files+size12+colour").some.channels == 3);
  CHECK(preview(session, "other+size12").error.find("others by now") != std::string::npos);

  CHECK(set(session, "data", "files+size12+invert+test50").empty());
  CHECK(session.settings().data == "files+size12+invert+test50");
  CHECK(session.status().message ==
        "Loaded files+size12+invert+test50: 10 training and 10 test images");
  poll_until(session, [&] { return session.snapshot()->data->train.height == 12; });
  CHECK(session.snapshot()->data->train.pixels[0] == 1);
  // What cannot be is refused, and all stays.
  CHECK(set(session, "data", "files+size999").find("files+size999") != std::string::npos);
  CHECK(session.settings().data == "files+size12+invert+test50");
  // Others took their place.
  CHECK(set(session, "data", "moons").empty());
  CHECK_FALSE(set(session, "data", "files+size12").empty());
}

TEST_CASE("built-in pictures are prepared as those of files are") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  const Preview seen = preview(session, "strokes+size14");
  CHECK(seen.some.height == 14);
  CHECK(seen.some.count == previewed);
  CHECK(set(session, "data", "strokes+size14+test30").empty());
  CHECK(session.snapshot()->data->test.height == 14);
  CHECK(session.snapshot()->data->test_count == 4200);
}

TEST_CASE("a table's labels are another column's") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  std::string text = "a,b,kind\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + ",0.5," + std::to_string(i % 2) + "\n";
  CHECK(finish(session, [&](auto done) {
          session.load({{"t.csv", {text.begin(), text.end()}}}, done);
        }).empty());
  CHECK(session.snapshot()->data->classes == 0);
  CHECK(set(session, "data", "files+label=kind").empty());
  CHECK(session.snapshot()->data->classes == 2);
  CHECK(session.snapshot()->data->label_name == "kind");
  CHECK(set(session, "data", "files+label=nothing").find("no column") != std::string::npos);
}

TEST_CASE(
    "a picture of one's own stands in front of the test images, and of nothing that is evaluated") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  const auto before = session.snapshot();
  const auto figures = [&] {
    return finish<Session::Report>(session, [&](auto done) { session.evaluate("test", {}, done); })
        .figures.dump();
  };
  const std::string evaluated = figures();
  Pictures mine{1, 28, 28, std::vector<float>(784, 0)};
  mine.pixels[14 * 28 + 14] = 1;
  CHECK(finish(session, [&](auto done) { session.add_yours(mine, 7, done); }).empty());
  poll_until(session, [&] { return session.snapshot()->data->yours == 1; });
  const auto after = session.snapshot();
  const Pictures &test = after->data->test, &was = before->data->test;
  CHECK(test.count == was.count + 1);
  CHECK(std::ranges::equal(test.picture(0), mine.pixels));
  CHECK(std::ranges::equal(test.picture(1), was.picture(0)));
  CHECK(after->data->test_labels[0] == 7);
  CHECK(after->code_count == test.count);
  CHECK(std::equal(before->codes.begin(), before->codes.end(), after->codes.begin() + 2));
  CHECK(after->unit_kl == before->unit_kl);
  CHECK(figures() == evaluated);

  // It is blended as any other is.
  const auto blend = finish<Session::Blend>(
      session, [&](auto done) { session.blend(0, 1, 2, Way::linear, done); });
  CHECK(std::ranges::equal(blend.pixels.picture(0), mine.pixels));
  CHECK(std::ranges::equal(blend.pixels.picture(1), was.picture(0)));
  const uint32_t last = after->model->test_count;
  CHECK(finish<Session::Blend>(session, [&](auto done) {
          session.blend(0, last, 2, Way::linear, done);
        }).error.empty());
  CHECK(finish<Session::Blend>(session, [&](auto done) {
          session.blend(0, last + 1, 2, Way::linear, done);
        }).error.find("choose from 0 to") != std::string::npos);

  // Another network on the same data keeps it; other data do not.
  CHECK(set(session, "hidden", "8").empty());
  CHECK(session.snapshot()->data->yours == 1);
  CHECK(finish(session, [&](auto done) { session.add_yours({}, 0, done); }).empty());
  poll_until(session, [&] { return session.snapshot()->data->yours == 0; });
  CHECK(finish(session, [&](auto done) {
          session.add_yours(mine, 10, done);
        }).find("no class 10") != std::string::npos);
  CHECK(set(session, "data", "moons").empty());
  CHECK(finish(session, [&](auto done) { session.add_yours(mine, 0, done); }).find("no pictures") !=
        std::string::npos);
}

TEST_CASE("of one's own pictures the newest stand in front, and no more than a few") {
  Session session(small(), Session::Threading::worker);
  poll_until(session, [&] { return session.status().ready; });
  for (uint32_t i = 0; i < most_yours + 3; ++i) {
    Pictures mine{1, 28, 28, std::vector<float>(784, static_cast<float>(i) / 20)};
    CHECK(finish(session, [&](auto done) { session.add_yours(mine, 1, done); }).empty());
  }
  poll_until(session,
             [&] { return session.snapshot()->data->test.pixels[0] > (most_yours + 1.5f) / 20; });
  CHECK(session.snapshot()->data->yours == most_yours);
}
