// The interface's own commands: what is shown, which runs there were, and what was drawn before.
#include <algorithm>
#include <utility>

#include "app/app.h"
#include "app/arguments.h"
#include "model/lessons.h"
#include "share/json.h"
#include "share/link.h"
#include "share/texts.h"
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
    if (!r.says.empty()) items.back()["says"] = r.says;
  }
  json panels = json::array(), hidden = json::array();
  for (const view::Panel* panel : cards_.offered(context())) {
    panels.push_back(panel->name());
    if (cards_.hidden(panel->row())) hidden.push_back(panel->name());
  }
  const view::NamedRect* ring = view::focused(last_rects_);
  return {{"width", size.x},
          {"height", size.y},
          {"theme", theme_.dark ? "dark" : "light"},
          {"lesson", lesson_ ? lesson_->name : ""},
          {"focus", ring ? ring->id : ""},
          {"panels", panels},
          {"hidden", hidden},
          {"enlarged", cards_.enlarged() ? cards_.enlarged()->name : ""},
          {"tour", tour_.at() ? json(*tour_.at()) : json(nullptr)},
          {"items", items}};
}

// Of those that there are. Throws Error where it is none.
const view::PanelRow& App::panel_of(const std::string& wanted) {
  const std::vector<view::Panel*> there = cards_.offered(context());
  const auto found = std::ranges::find(there, wanted, &view::Panel::name);
  if (found != there.end()) return (*found)->row();
  std::string names;
  for (const view::Panel* one : there) names.append(names.empty() ? "" : ", ").append(one->name());
  fail("panel '{}' is {}; choose {}", wanted.substr(0, 40),
       view::find_panel(wanted) ? "of no use to this network" : "not known", names);
}

json App::show_wanted(const json& given) {
  const Arguments arguments("ui", given);
  const std::string theme =
      arguments.text("theme", theme_.dark ? "dark" : "light", {"dark", "light"});
  const view::PanelRow *shown = nullptr, *hidden = nullptr, *enlarged = nullptr;
  if (arguments.has("panel")) shown = &panel_of(arguments.text("panel", ""));
  if (arguments.has("hide")) hidden = &panel_of(arguments.text("hide", ""));
  const bool back = arguments.has("enlarge") && given["enlarge"] == "";
  if (arguments.has("enlarge") && !back) enlarged = &panel_of(arguments.text("enlarge", ""));
  if (shown) show(*shown);
  if (hidden) cards_.hide(*hidden);
  if (back || enlarged) cards_.enlarge(nullptr);
  if (enlarged) cards_.enlarge(enlarged);
  remember_workspace();
  if (theme != (theme_.dark ? "dark" : "light")) set_dark(theme == "dark");
  return describe();
}

void App::see(const Arguments& frame, std::span<const NamedBytes> files) {
  frame.only({"width", "height"});
  const uint32_t width = frame.whole("width", 0u, limits::camera_side),
                 height = frame.whole("height", 0u, limits::camera_side);
  seen_ = {};
  camera_refused_ = width == 0 && height == 0;
  if (camera_refused_) return;
  if (files.size() != 1 || files[0].bytes.size() != size_t{3} * width * height)
    fail("frame: {}×{} pixels are no such file; send one of red, green and blue bytes", width,
         height);
  if (!camera_on_) fail("frame: nobody looks at it; open the camera first");
  seen_ = {1, height, width, {}, 3};
  for (const uint8_t v : files[0].bytes) seen_.pixels.push_back(static_cast<float>(v) / 255);
}

json App::list_runs() const {
  json all = runs_.write();
  for (size_t i = 0; i < all.size(); ++i) {
    all[i]["present"] = runs_.all()[i].present;
    all[i]["link"] = write_link(runs_.all()[i].settings);
  }
  return all;
}

Run& App::run_of(const Arguments& arguments) {
  return runs_.at(arguments.whole("number", 1u, Range<uint32_t>{1, 1'000'000'000}));
}

json App::change_run(const json& given) {
  const Arguments arguments("run", given);
  arguments.only({"number", "name", "shown", "again", "forget"});
  if (!arguments.has("number")) fail("run: which one? give its number; runs() lists them");
  Run& run = run_of(arguments);
  const std::string name = arguments.text("name", run.name);
  const bool shown = arguments.flag("shown", run.shown);
  if (arguments.flag("again", false))
    session_.change([its = run.settings](Settings& settings) {
      for (const Property& p : properties())
        if (p.linked) take(settings, its, p);
    });
  run.name = name.substr(0, 60);
  run.shown = shown;
  if (arguments.flag("forget", false)) runs_.forget(run.number);
  return list_runs();
}

json App::look_back(const json& given) {
  const Arguments arguments("timeline", given);
  arguments.only({"step"});
  if (arguments.has("step")) {
    const bool now = given["step"].is_null();
    const double step = now ? 0 : arguments.number("step", 0, {0, 4294967295.0});
    if (!now && timeline_.size() == 0) fail("timeline: nothing was drawn yet; train first");
    moment_ = now ? std::nullopt : std::optional(timeline_.nearest(step));
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
    arguments.only({"panel", "hide", "enlarge", "theme", "lesson"});
    json shown = show_wanted(given);
    if (!arguments.has("lesson")) return done(std::move(shown));
    const json& lesson = given["lesson"];
    const std::string one = lesson.is_string() ? lesson.get<std::string>() : "?";
    if (!one.empty() && !find_lesson(one))
      fail("ui: there is no lesson '{}'; lessons() lists them", one.substr(0, 40));
    begin_lesson(one, reply);
    return true;
  }
  if (name == "frame") {
    see(arguments, files);
    return done(json::object());
  }
  if (name == "recording") {
    arguments.only({"on"});
    recording_ = arguments.flag("on", false);
    return done(json::object());
  }
  if (name == "picture") {
    want_picture(arguments, reply);
    return true;
  }
  if (name == "run") return done(change_run(given));
  if (name == "timeline") return done(look_back(given));
  if (name == "runs") {
    arguments.only({});
    return done(list_runs());
  }
  if (name == "beside") {
    arguments.only({"number"});
    std::optional<Settings> wanted;
    if (arguments.has("number")) wanted = run_of(arguments).settings;
    next_rival_.emplace(wanted);
    if (const Commands::Reply before = std::exchange(rival_awaited_, nullptr))
      before({"beside: another took its place", {}, {}});
    if (!wanted) return done(json::object());
    rival_awaited_ = reply;
    return true;
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
    say(tr("{} runs added", runs_.all().size() - before), false);
    return done(list_runs());
  }
  return false;
}

// What is done to both trainings, where there are two, once the present one has taken it. It waits in the other's
// queue until that is built.
void App::command_rival(std::string_view name, const json& given) {
  const Arguments arguments(name, given);
  const auto whole = [&](const char* key) { return arguments.whole(key, 1u, limits::steps); };
  if (name == "train" && arguments.has("epochs")) {
    rival_->train_epochs(arguments.number("epochs", 1, limits::epochs));
  } else if (name == "train" && arguments.has("to")) {
    rival_->train_to(whole("to"));
  } else if (name == "train") {
    rival_->train(arguments.has("steps") ? std::optional(whole("steps")) : std::nullopt);
  } else if (name == "step") {
    rival_->train(whole(arguments.has("n") ? "n" : "steps"));
  } else if (name == "pause") {
    rival_->pause();
  } else if (name == "reset") {
    rival_->reset();
  } else if (name == "speed") {
    rival_->set_speed(speed_, turns_);
  }
}

// What of an answer is the interface's own.
void App::complete(const std::string& name, const json& given, CommandResult& result) {
  if (name == "speed") {
    speed_ = result.value["share"].get<float>();
    turns_ = result.value["turns"].get<float>();
  } else if (name == "shareLink") {
    const bool address = given.contains("training") && given["training"] == false;
    const std::string link = with_panels(result.value["link"].get<std::string>(),
                                         visiting_ || !address ? panels() : std::string());
    result.value["link"] = link;
    if (result.value.contains("size")) result.value["size"] = link.size();
  } else if (name == "set" && given.contains("link")) {
    try {
      follow_panels(read_link(given["link"].get<std::string>(), session_.settings()).panels);
    } catch (const Error& error) {
      say(error.what(), true);
    }
  }
}

void App::command(std::string_view name, const json& given, std::vector<float> floats,
                  std::vector<NamedBytes> files, Commands::Reply reply) {
  try {
    if (own_command(name, given, files, reply)) return;
  } catch (const std::exception& error) {
    if (reply) reply({error.what(), {}, {}});
    return;
  }
  if (name == "loadModel") {  // somebody's own training, who knows the way
    tour_due_ = false;
    tour_.end();
  }
  const auto refused = std::make_shared<bool>(false);  // before it was taken
  commands_.run(name, given, std::move(floats), std::move(files),
                [this, name = std::string(name), given, refused,
                 reply = std::move(reply)](CommandResult result) {
                  *refused = !result.error.empty();
                  if (!*refused) complete(name, given, result);
                  if (reply) reply(std::move(result));
                });
  if (rival_ && !*refused) command_rival(name, given);
}

}  // namespace hourglass
