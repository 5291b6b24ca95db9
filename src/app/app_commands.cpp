// The interface's own commands: what is shown, which runs there were, and what was drawn before.
#include <algorithm>
#include <utility>

#include "app/app.h"
#include "app/arguments.h"
#include "model/lessons.h"
#include "share/json.h"
#include "share/link.h"
#include "view/focus.h"
#include "view/panels.h"

namespace hourglass {

using nlohmann::json;

json App::describe() {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  json items = json::array();
  for (const view::NamedRect& r : last_rects_) {
    items.push_back({{"id", r.id},
                     {"x", r.from.x},
                     {"y", r.from.y},
                     {"w", r.to.x - r.from.x},
                     {"h", r.to.y - r.from.y}});
  }
  json panels = json::array();
  for (const view::Panel* panel : cards_.offered(context())) panels.push_back(panel->name());
  const view::NamedRect* ring = view::focused(last_rects_);
  return {{"width", size.x},
          {"height", size.y},
          {"theme", theme_.dark ? "dark" : "light"},
          {"lesson", lesson_ ? lesson_->name : ""},
          {"focus", ring ? ring->id : ""},
          {"panels", panels},
          {"items", items}};
}

json App::show_wanted(const json& given) {
  const Arguments arguments("ui", given);
  const std::string theme =
      arguments.text("theme", theme_.dark ? "dark" : "light", {"dark", "light"});
  const std::string wanted = arguments.text("panel", "");
  if (!wanted.empty()) {
    const std::vector<view::Panel*> there = cards_.offered(context());
    const auto found = std::ranges::find(there, wanted, &view::Panel::name);
    if (found == there.end()) {
      std::string names;
      for (const view::Panel* one : there)
        names.append(names.empty() ? "" : ", ").append(one->name());
      fail("ui: panel '{}' is {}; choose {}", wanted.substr(0, 40),
           view::find_panel(wanted) ? "of no use to this network" : "not known", names);
    }
    show((*found)->row());
  }
  if (theme != (theme_.dark ? "dark" : "light")) set_dark(theme == "dark");
  return describe();
}

json App::list_runs() const {
  json all = runs_.write();
  for (size_t i = 0; i < all.size(); ++i) {
    all[i]["present"] = runs_.all()[i].present;
    all[i]["link"] = write_link(runs_.all()[i].settings);
  }
  return all;
}

json App::change_run(const json& given) {
  const Arguments arguments("run", given);
  arguments.only({"number", "name", "shown", "again", "forget"});
  if (!arguments.has("number")) fail("run: which one? give its number; runs() lists them");
  const auto number = arguments.whole("number", 1u, Range<uint32_t>{1, 1'000'000'000});
  Run& run = runs_.at(number);
  const std::string name = arguments.text("name", run.name);
  const bool shown = arguments.flag("shown", run.shown);
  if (arguments.flag("again", false))
    session_.change([its = run.settings](Settings& settings) {
      for (const Property& p : properties())
        if (p.linked) take(settings, its, p);
    });
  run.name = name.substr(0, 60);
  run.shown = shown;
  if (arguments.flag("forget", false)) runs_.forget(number);
  return list_runs();
}

json App::look_back(const json& given) {
  const Arguments arguments("timeline", given);
  arguments.only({"step"});
  if (arguments.has("step") && !given["step"].is_null()) {
    const double step = arguments.number("step", 0, {0, 4294967295.0});
    if (timeline_.size() == 0) fail("timeline: nothing was drawn yet; train first");
    moment_ = timeline_.nearest(step);
  } else if (!given.is_null() && given.contains("step")) {
    moment_.reset();
  }
  json steps = json::array();
  for (size_t i = 0; i < timeline_.size(); ++i) steps.push_back(timeline_.step(i));
  return {{"steps", std::move(steps)},
          {"shown", moment_ ? json(timeline_.step(*moment_)) : json(nullptr)},
          {"bytes", timeline_.bytes()}};
}

bool App::own_command(std::string_view name, const json& given, std::span<const NamedBytes> files,
                      const Commands::Reply& reply) {
  const auto done = [&](json value) {
    if (reply) reply({{}, std::move(value), {}});
    return true;
  };
  const Arguments arguments(name, given);
  if (name == "message") {
    arguments.only({"text", "trouble"});
    say(arguments.text("text", ""), given.value("trouble", false));
    return done(json::object());
  }
  if (name == "ui") {
    arguments.only({"panel", "theme", "lesson"});
    json shown = show_wanted(given);
    if (!arguments.has("lesson")) return done(std::move(shown));
    const json& lesson = given["lesson"];
    const std::string one = lesson.is_string() ? lesson.get<std::string>() : "?";
    if (!one.empty() && !find_lesson(one))
      fail("ui: there is no lesson '{}'; lessons() lists them", one.substr(0, 40));
    begin_lesson(one, reply);
    return true;
  }
  if (name == "run") return done(change_run(given));
  if (name == "timeline") return done(look_back(given));
  if (name == "runs") {
    arguments.only({});
    return done(list_runs());
  }
  if (name == "saveRuns") {
    arguments.only({});
    const std::string text = runs_.write().dump(1);
    keep_file({"hourglass-runs.json", {text.begin(), text.end()}});
    return done(json::object());
  }
  if (name == "open" && files.size() == 1 && files[0].name.ends_with(".json")) {
    const size_t before = runs_.all().size();
    const json kept = parse_json(files[0].bytes);
    if (kept.is_discarded())
      fail("{}: this is no JSON, or too deep; give a file that Export wrote", files[0].name);
    runs_.read(kept);
    say(std::format("{} runs added", runs_.all().size() - before), false);
    return done(list_runs());
  }
  return false;
}

void App::command(std::string_view name, const json& given, std::vector<float> floats,
                  std::vector<NamedBytes> files, Commands::Reply reply) {
  try {
    if (own_command(name, given, files, reply)) return;
  } catch (const std::exception& error) {
    if (reply) reply({error.what(), {}, {}});
    return;
  }
  const bool speeds = name == "speed";
  commands_.run(name, given, std::move(floats), std::move(files),
                [this, speeds, reply = std::move(reply)](CommandResult result) {
                  if (speeds && result.error.empty()) {
                    speed_ = result.value["share"].get<float>();
                    turns_ = result.value["turns"].get<float>();
                  }
                  if (reply) reply(std::move(result));
                });
}

}  // namespace hourglass
