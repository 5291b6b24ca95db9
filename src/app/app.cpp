#include "app/app.h"

#include <algorithm>
#include <format>
#include <utility>

#include "app/arguments.h"
#include "app/controls.h"
#include "app/dropped_files.h"
#include "model/lessons.h"
#include "share/link.h"
#include "view/focus.h"
#include "view/panels.h"
#include "view/share_panel.h"
#include "view/status_line.h"
#include "view/theme.h"
#include "view/top_bar.h"
#include "view/transport.h"
#include "view/widgets.h"

namespace hourglass {

using nlohmann::json;

namespace {

// Training without threads, out of a frame of 16 ms.
constexpr double slice = 0.008;  // seconds

// Data that have to be fetched come later: until then there is something to look at.
Settings startable(Settings settings, bool fetched) {
  if (fetched && settings.data == "mnist") settings.data = "strokes";
  return settings;
}

std::string joined(const std::vector<std::string>& lines, std::string_view between) {
  std::string text;
  for (const std::string& line : lines) text.append(text.empty() ? "" : between).append(line);
  return text;
}

}  // namespace

App::App(Platform platform, std::string_view link)
    : platform_(std::move(platform)),
      theme_(view::make_theme(platform_.dark)),
      first_(read_link(link, preset_settings("vae-2d"))),
      session_(startable(first_.settings, platform_.fetch != nullptr), platform_.threading,
               platform_.fetch),
      commands_(session_) {
  lesson_ = find_lesson(first_.lesson);
  if (lesson_) show_lesson();
  view::load_fonts(theme_);
  view::apply_style(theme_, false);
  // A link of which something was left out is not what it says.
  link_ = first_.remarks.empty()
              ? write_link(startable(first_.settings, platform_.fetch != nullptr))
              : std::string(link);
}

// ---- what is drawn with

view::Context App::context() {
  static const Snapshot none;  // before the first network
  const auto snapshot = session_.snapshot();
  view::Context context{snapshot ? *snapshot : none, session_.snapshot_number(), theme_};
  context.now = ImGui::GetTime();
  context.reduced_motion = platform_.reduced_motion;
  context.touch = touch_;
  context.chosen_class = chosen_class_;
  context.chosen_image = chosen_image_;
  context.status = &session_.status();
  context.settings = &session_.settings();
  context.lesson = lesson_;
  context.speed = speed_;
  context.turns_a_second = turns_;
  context.software_graphics = platform_.software_graphics;
  if (const view::NamedRect* ring = view::focused(last_rects_)) context.ring = ring->id;
  context.rects = &rects_;
  context.decode = [this](std::vector<float> codes, std::optional<Label> as,
                          std::function<void(const Pictures&)> then) {
    session_.decode(std::move(codes), as, [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);  // empty after an error: the view asks again when it likes
    });
  };
  context.blend = [this](uint32_t i, uint32_t j, uint32_t steps,
                         std::function<void(const Pictures&, const Pictures&)> then) {
    session_.blend(i, j, steps, [then = std::move(then)](const Session::Blend& answer) {
      then(answer.latent, answer.pixels);
    });
  };
  context.filters = [this](uint32_t layer, uint32_t most,
                           std::function<void(const Pictures&)> then) {
    session_.filters(layer, most, [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);
    });
  };
  context.nearest = [this](Pictures examples, std::function<void(const Pictures&)> then) {
    session_.nearest(std::move(examples), [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);
    });
  };
  context.command = [this](std::string_view name, const json& arguments) {
    command(name, arguments.is_null() ? json::object() : arguments, {}, {},
            [this](const CommandResult& result) {
              if (!result.error.empty()) say(result.error, true);
            });
  };
  return context;
}

std::string App::link() const {
  return write_link(session_.settings(), lesson_ ? lesson_->name : std::string_view());
}

void App::say(std::string text, bool trouble) { session_.report(std::move(text), trouble); }

void App::begin_lesson(const std::string& name, Commands::Reply reply) {
  lesson_ = find_lesson(name);
  if (!lesson_) {
    if (reply) reply({{}, describe(), {}});
    return;
  }
  show_lesson();
  command("set", lesson_changes(*lesson_), {}, {},
          [this, reply = std::move(reply)](CommandResult result) {
            if (!result.error.empty()) say(result.error, true);
            if (result.error.empty()) result.value = describe();
            if (reply) reply(std::move(result));
          });
}

// Its panels in front; on a phone itself.
void App::show_lesson() {
  for (const std::string& name : lesson_->panels) show(*view::find_panel(name));
  show(*view::find_panel("lesson"));
}

void App::show(const view::PanelRow& panel) {
  cards_.show(panel);
  moving_until_ = ImGui::GetTime() + 0.5;
}

// ---- a frame

bool App::walk(bool backwards, bool entering) {
  return view::walk(last_rects_, backwards, entering);
}

void App::poll(double seconds) {
  session_.poll(seconds);
  const SessionStatus& status = session_.status();
  if (status.ready && !std::exchange(started_, true)) {
    if (session_.settings().data != first_.settings.data) session_.load(first_.settings.data);
    if (!first_.remarks.empty()) say(joined(first_.remarks, "; "), true);
  }
  // While the network is built, its settings are only asked for.
  if (!status.ready || session_.changing()) return;
  const std::string link = this->link();
  if (link == link_) return;
  link_ = link;
  if (platform_.link_changed) platform_.link_changed(link);
}

void App::draw() {
  poll(slice);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  touch_ = size.x < 600;
  if (touch_ != styled_for_touch_) view::apply_style(theme_, styled_for_touch_ = touch_);
  rects_.clear();
  view::Context::Wishes wishes;
  view::Context context = this->context();
  context.wishes = &wishes;
  keyboard(context);

  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("Hourglass", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const view::Layout layout = cards_.arrange(context, size);
  ImGui::SetCursorScreenPos(layout.top.from);
  view::top_bar(context, {layout.top.width(), layout.top.height()});
  if (cards_.draw(context, layout)) moving_until_ = ImGui::GetTime() + 0.5;
  if (context.snapshot.model == nullptr || context.snapshot.data == nullptr) {
    const std::string& busy = context.status->busy;
    const std::string_view text = busy.empty() ? std::string_view("Building the network") : busy;
    const float wide = view::text_size(context, text, theme_.body_size).x;
    view::draw_text(context, {(size.x - wide) / 2, size.y / 2}, text, theme_.muted,
                    theme_.body_size);
  }
  if (layout.columns == view::Columns::one) {
    view::bottom_transport(context, layout.transport.from,
                           {layout.transport.width(), layout.transport.height()});
  }
  view::status_line(context, layout.status.from, {layout.status.width(), layout.status.height()},
                    context.status->message, context.status->trouble);
  view::share_panel(context, std::exchange(open_share_, false), platform_.address + link());
  view::lessons_panel(context, std::exchange(open_lessons_, false));
  view::help_panel(context, std::exchange(open_help_, false), cards_.offered(context));
  ImGui::End();
  last_rects_ = rects_;
  carry_out(wishes);

  const bool fresh =
      session_.snapshot_number() != std::exchange(drawn_number_, session_.snapshot_number());
  const bool pressed = ImGui::IsAnyMouseDown() || ImGui::IsAnyItemActive();
  if (fresh || pressed || wishes.moving) moving_until_ = ImGui::GetTime() + 0.5;
}

bool App::busy() const {
  const SessionStatus& status = session_.status();
  return status.training || !status.ready || !status.busy.empty() ||
         ImGui::GetTime() < moving_until_;
}

bool App::waits() const {
  const SessionStatus& status = session_.status();
  return status.ready && !status.training && status.cancellable &&
         ImGui::GetTime() >= moving_until_;
}

void App::set_dark(bool dark) {
  view::Theme next = view::make_theme(dark);
  next.body = theme_.body, next.heading = theme_.heading;
  theme_ = next;
  view::apply_style(theme_, touch_);
}

void App::carry_out(const view::Context::Wishes& wishes) {
  if (wishes.choose_class != -2) chosen_class_ = wishes.choose_class;
  if (wishes.choose_image >= 0) chosen_image_ = static_cast<uint32_t>(wishes.choose_image);
  if (!wishes.message.empty()) say(wishes.message, false);
  if (!wishes.copy.empty() && platform_.copy) {
    platform_.copy(wishes.copy);
    say("Copied the link", false);
  }
  if (!wishes.drawn.empty()) session_.load({drawn_points(wishes.drawn)}, {}, "drawn");
  if (wishes.save && platform_.save) {
    json given = json::object();
    if (!wishes.save->format.empty()) given["format"] = wishes.save->format;
    commands_.run(wishes.save->command, given, {}, {}, [this](CommandResult result) {
      if (!result.error.empty()) return say(result.error, true);
      try {
        say(platform_.save({result.value["name"].get<std::string>(), std::move(result.bytes)}),
            false);
      } catch (const std::exception& error) {
        say(error.what(), true);
      }
    });
  }
  if (wishes.open) {
    platform_.choose ? platform_.choose()
                     : say("Drop a saved model (.safetensors) on the window to open it", false);
  }
  if (wishes.toggle_theme) set_dark(!theme_.dark);
  open_help_ = wishes.toggle_help;
  open_share_ = wishes.toggle_share;
  open_lessons_ = wishes.toggle_lessons;
  if (wishes.lesson) begin_lesson(*wishes.lesson, {});
}

// ---- commands

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

void App::command(std::string_view name, const json& given, std::vector<float> floats,
                  std::vector<NamedBytes> files, Commands::Reply reply) {
  try {
    if (name == "message") {
      const Arguments arguments(name, given);
      arguments.only({"text", "trouble"});
      say(arguments.text("text", ""), given.value("trouble", false));
      if (reply) reply({{}, json::object(), {}});
      return;
    }
    if (name == "ui") {
      const Arguments arguments(name, given);
      arguments.only({"panel", "theme", "lesson"});
      const std::string theme =
          arguments.text("theme", theme_.dark ? "dark" : "light", {"dark", "light"});
      const std::string wanted = arguments.text("panel", "");
      if (!wanted.empty()) {
        const std::vector<view::Panel*> there = cards_.offered(context());
        const auto found = std::ranges::find(there, wanted, &view::Panel::name);
        if (found == there.end()) {
          std::vector<std::string> names;
          for (const view::Panel* one : there) names.emplace_back(one->name());
          fail("ui: panel '{}' is {}; choose {}", wanted.substr(0, 40),
               view::find_panel(wanted) ? "of no use to this network" : "not known",
               joined(names, ", "));
        }
        show((*found)->row());
      }
      if (theme != (theme_.dark ? "dark" : "light")) set_dark(theme == "dark");
      if (arguments.has("lesson")) {
        const json& lesson = given["lesson"];
        const std::string one = lesson.is_string() ? lesson.get<std::string>() : "?";
        if (!one.empty() && !find_lesson(one))
          fail("ui: there is no lesson '{}'; lessons() lists them", one.substr(0, 40));
        return begin_lesson(one, std::move(reply));
      }
      if (reply) reply({{}, describe(), {}});
      return;
    }
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
