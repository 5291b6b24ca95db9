#include "app/app.h"

#include <algorithm>
#include <format>
#include <utility>

#include "app/controls.h"
#include "app/dropped_files.h"
#include "model/lessons.h"
#include "share/json.h"
#include "share/link.h"
#include "view/aim_bar.h"
#include "view/focus.h"
#include "view/panels.h"
#include "view/share_panel.h"
#include "view/status_line.h"
#include "view/theme.h"
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
  if (first_.weights.empty()) session_.aim(first_);
  lesson_ = find_lesson(first_.lesson);
  if (platform_.recall) {
    cards_.set_workspace(parse_json(platform_.recall("workspace")));
    try {
      if (const json kept = parse_json(platform_.recall("runs")); !kept.is_discarded())
        runs_.read(kept);
    } catch (const std::exception&) {
      // Of another version: it will be written anew.
    }
  }
  runs_kept_ = runs_.version();
  tour_due_ = platform_.recall && platform_.remember && !platform_.embedded && link.empty() &&
              runs_.all().empty() && platform_.recall("tour").empty();
  workspace_ = cards_.workspace().dump();
  if (lesson_) show_lesson();
  try {
    follow_panels(first_.panels);
  } catch (const Error& error) {
    first_.remarks.emplace_back(error.what());
  }
  // A link of which something was left out is not what it says.
  link_ = first_.remarks.empty()
              ? with_panels(write_link(startable(first_.settings, platform_.fetch != nullptr)),
                            visiting_ ? panels() : "")
              : std::string(link);
}

void App::opened(bool software_graphics) {
  platform_.software_graphics = software_graphics;
  view::load_fonts(theme_);
  view::apply_style(theme_, touch_);
}

// ---- what is drawn with

view::Context App::context() {
  static const Snapshot none;  // before the first network
  const auto newest = session_.snapshot();
  const auto next = moment_ && newest ? timeline_.at(*moment_, *newest) : newest;
  if (next != shown_) shown_ = next, ++shown_number_;
  view::Context context{shown_ ? *shown_ : none, shown_number_, theme_};
  context.now = ImGui::GetTime();
  context.reduced_motion = platform_.reduced_motion;
  context.touch = touch_;
  context.phone = phone_;
  context.chosen_class = chosen_class_;
  context.chosen_image = chosen_image_;
  // Of another network it says nothing.
  const Model* model = shown_ ? shown_->model.get() : nullptr;
  if (model != held_for_.get() && !(model && held_for_ && model->widths == held_for_->widths &&
                                    model->layer_names == held_for_->layer_names))
    held_.clear();
  held_for_ = shown_ ? shown_->model : nullptr;
  context.held = held_;
  context.status = &session_.status();
  context.settings = &session_.settings();
  context.lesson = lesson_;
  context.runs = &runs_.all();
  context.timeline = &timeline_;
  context.moment = moment_;
  context.two = rival_ != nullptr;
  context.speed = speed_;
  context.turns_a_second = turns_;
  context.software_graphics = platform_.software_graphics;
  context.chooses = platform_.choose != nullptr;
  context.has_camera = platform_.camera != nullptr;
  if (seen_.count > 0) context.seen = &seen_;
  context.camera_refused = camera_refused_;
  context.collect = collect_;
  context.records = platform_.record != nullptr;
  context.recording = recording_;
  if (const view::NamedRect* ring = view::focused(last_rects_)) context.ring = ring->id;
  context.rects = &rects_;
  ask_by(context, session_, !moment_);
  context.command = [this](std::string_view name, const json& arguments) {
    command(name, arguments.is_null() ? json::object() : arguments, {}, {},
            [this](const CommandResult& result) {
              if (!result.error.empty()) say(result.error, true);
            });
  };
  return context;
}

// Of what is trained now: today's weights are no answer to a question about the past.
void App::ask_by(view::Context& context, Session& session, bool now) {
  context.decode = [&session, now](std::vector<float> codes, std::optional<Label> as,
                                   std::function<void(const Pictures&)> then) {
    if (!now) return then({});
    session.decode(std::move(codes), as, [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);  // empty after an error: the view asks again when it likes
    });
  };
  context.blend = [&session, now](uint32_t i, uint32_t j, uint32_t steps, Way way,
                                  std::function<void(const Pictures&, const Pictures&)> then) {
    if (!now) return then({}, {});
    session.blend(i, j, steps, way, [then = std::move(then)](const Session::Blend& answer) {
      then(answer.latent, answer.pixels);
    });
  };
  context.filters = [&session, now](uint32_t layer, uint32_t most,
                                    std::function<void(const Pictures&)> then) {
    if (!now) return then({});
    session.filters(layer, most, [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);
    });
  };
  context.layers = [&session, now](
                       uint32_t image,
                       std::function<void(const std::shared_ptr<const LayersReport>&)> then) {
    if (!now) return then({});
    session.layers(image, [then = std::move(then)](const Session::Layers& answer) {
      then(answer.report);  // none after an error
    });
  };
  context.nearest = [&session](Pictures examples, std::function<void(const Pictures&)> then) {
    session.nearest(std::move(examples), [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);
    });
  };
  context.preview = [&session](std::string name, std::function<void(const Preview&)> then) {
    session.preview(std::move(name), std::move(then));
  };
  context.infill = [&session, now](Pictures example, std::vector<bool> erased, uint32_t passes,
                                   std::optional<Label> label,
                                   std::function<void(const Pictures&)> then) {
    if (!now) return then({});
    session.infill(
        std::move(example), std::move(erased), passes, label,
        [then = std::move(then)](const Session::Decoded& answer) { then(answer.pictures); });
  };
  context.trace = [this, &session, now](
                      Pictures example, std::optional<Label> label, std::vector<float> epsilon,
                      std::function<void(const LatentTrace&, const Pictures&)> then) {
    if (!now) return then({}, {});
    session.trace(std::move(example), label, std::move(epsilon),
                  [this, then = std::move(then)](const Session::Traced& answer) {
                    if (!answer.error.empty()) say(answer.error, true);
                    then(answer.trace, answer.output);
                  });
  };
}

// What the other training has in the place of what the present one has.
view::Context App::rival_context(const view::Context& present) {
  const auto newest = rival_->snapshot();
  if (newest != rival_shown_) rival_shown_ = newest, ++rival_number_;
  static const Snapshot none;
  view::Context context{rival_shown_ ? *rival_shown_ : none, rival_number_, theme_};
  context.now = present.now;
  context.reduced_motion = present.reduced_motion;
  context.touch = present.touch;
  context.phone = present.phone;
  context.tabbed = present.tabbed;
  context.chosen_class = present.chosen_class;
  context.chosen_image = present.chosen_image;
  context.wishes = present.wishes;
  context.command = present.command;
  context.status = &rival_->status();
  context.settings = &rival_->settings();
  context.software_graphics = present.software_graphics;
  context.ring = present.ring;
  context.rects = &rects_;
  context.prefix = "b.";
  ask_by(context, *rival_, true);
  return context;
}

// From fresh weights of its seed, beside the present one, which begins afresh with it. Between frames: what a frame
// draws lives as long as that.
void App::change_rival() {
  rival_shown_.reset();
  rival_.reset();
  if (const std::optional<Settings> wanted = *std::exchange(next_rival_, std::nullopt)) {
    Settings settings = *wanted;
    settings.threads = 1;  // the others are the present one's
    rival_ = std::make_unique<Session>(startable(settings, platform_.fetch != nullptr),
                                       platform_.threading);
    rival_seen_ = 0;
    ++rivals_;
    session_.reset();
    show(*view::find_panel("beside"));
  }
}

std::string App::link() const {
  return with_panels(write_link(session_.settings(), lesson_ ? lesson_->name : std::string_view()),
                     visiting_ ? panels() : std::string());
}

// Asked again where it is of another step or other settings, and rarely while they change on.
void App::share(bool opened) {
  constexpr double spacing = 1;  // seconds
  const std::string now = std::format("{} {} {}", session_.status().step, link(), panels());
  if (now == shared_ || (!opened && ImGui::GetTime() < shared_at_ + spacing)) return;
  // Until there is more to be said.
  const auto whole = [this](const Settings& settings, const Goal& goal, std::string_view weights) {
    return with_panels(
        write_link(settings, lesson_ ? lesson_->name : std::string_view(), goal, weights),
        panels());
  };
  if (opened) share_links_.show(platform_.address, whole(session_.settings(), {}, {}), {}, {});
  if (shares_ || !session_.status().ready) return;
  shared_ = now;
  shared_at_ = ImGui::GetTime();
  shares_ = true;
  session_.share([this, whole](const Session::Shared& shared) {
    shares_ = false;
    if (!shared.error.empty()) return say(shared.error, true);
    share_links_.show(platform_.address, whole(shared.settings, shared.goal, {}),
                      shared.weights.empty() ? std::string()
                                             : whole(shared.settings, shared.goal, shared.weights),
                      shared.too_much);
  });
}

void App::keep_file(const NamedBytes& file) {
  if (!platform_.save) return;
  try {
    say(platform_.save(file), false);
  } catch (const std::exception& error) {
    say(error.what(), true);
  }
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
// Also before there is a window.
void App::show_lesson() {
  for (const std::string& name : lesson_->panels) cards_.show(*view::find_panel(name));
  cards_.show(*view::find_panel("lesson"));
  remember_workspace();
}

void App::show(const view::PanelRow& panel) {
  cards_.show(panel);
  remember_workspace();
  moving_until_ = ImGui::GetTime() + 0.5;
}

// ---- a frame

bool App::walk(bool backwards, bool entering) {
  return view::walk(last_rects_, backwards, entering);
}

void App::poll(double seconds) {
  if (next_rival_) change_rival();
  session_.poll(seconds);
  tell_title();
  const SessionStatus& status = session_.status();
  if (status.ready && !std::exchange(started_, true)) {
    if (!first_.weights.empty())
      session_.follow(first_);
    else if (session_.settings().data != first_.settings.data)
      session_.load(first_.settings.data);
    if (!first_.remarks.empty()) say(joined(first_.remarks, "; "), true);
  }
  // While the network is built, its settings are only asked for.
  if (!status.ready || session_.changing()) return;
  if (const auto newest = session_.snapshot();
      session_.snapshot_number() != std::exchange(seen_number_, session_.snapshot_number())) {
    runs_.see(*newest);
    timeline_.see(newest);
    if (moment_ && *moment_ >= timeline_.size()) moment_.reset();
  }
  remember_runs();
  if (rival_) poll_rival(seconds);
  const std::string link = this->link();
  if (link == link_) return;
  link_ = link;
  if (platform_.link_changed) platform_.link_changed(link);
}

void App::poll_rival(double seconds) {
  rival_->poll(seconds);
  const SessionStatus& status = rival_->status();
  if (status.ready || status.failed)
    if (const Commands::Reply reply = std::exchange(rival_awaited_, nullptr))
      reply({status.failed ? status.message : "", json::object(), {}});
  const auto newest = rival_->snapshot();
  if (rival_->snapshot_number() == std::exchange(rival_seen_, rival_->snapshot_number()) || !newest)
    return;
  moving_until_ = ImGui::GetTime() + 0.5;
  runs_.see(*newest, rivals_);
}

void App::remember_runs() {
  constexpr double spacing = 10;  // seconds, while one goes on
  const double now = ImGui::GetTime();
  const bool late = session_.status().training && now - runs_kept_at_ > spacing;
  const bool changed = runs_.version() != std::exchange(runs_kept_, runs_.version());
  if (!platform_.remember || !(changed || late)) return;
  runs_kept_at_ = now;
  platform_.remember("runs", runs_.write().dump());
}

void App::draw(const view::PanelRow* pictured) {
  if (!pictured) poll(slice);
  cards_.picture(pictured);
  if (theme_.math_wanted) view::load_math_font(theme_);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  phone_ = view::is_phone(size);
  // No other window is that low, but for a frame in somebody's page.
  touch_ = phone_ || (size.y < 450 && !platform_.embedded);
  if (touch_ != styled_for_touch_) view::apply_style(theme_, styled_for_touch_ = touch_);
  rects_.clear();
  view::Context::Wishes wishes;
  view::Context context = this->context();
  context.wishes = &wishes;
  std::optional<view::Context> rival;
  if (rival_) {
    rival.emplace(rival_context(context));
    context.rival = &*rival;
  }
  keyboard(context);

  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("Hourglass", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const float aim = view::aim_bar_height(context);
  view::Layout layout = cards_.arrange(context, {size.x, size.y - aim}, platform_.embedded);
  view::lower(layout, aim);
  if (layout.top.height() > 0) {
    ImGui::SetCursorScreenPos(layout.top.from);
    top_bar_.draw(context, {layout.top.width(), layout.top.height()});
  }
  if (aim > 0) view::aim_bar(context, {0, layout.top.to.y}, {size.x, aim});
  if (cards_.draw(context, layout)) {
    moving_until_ = ImGui::GetTime() + 0.5;
    remember_workspace();
  }
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
  const bool opened = std::exchange(open_share_, false);
  if (view::share_panel(context, opened, share_links_)) share(opened);
  view::lessons_panel(context, std::exchange(open_lessons_, false));
  const std::vector<view::Panel*> offered = cards_.offered(context);
  view::help_panel(context, std::exchange(open_help_, false), offered);
  search_.draw(context, std::exchange(open_search_, false), offered);
  ImGui::End();
  if (pictured) return;  // nobody has seen it: nothing was wished
  draw_tour(context);
  last_rects_ = rects_;
  if (!ring_wanted_.empty() && (view::focus_on(last_rects_, ring_wanted_) || --ring_patience_ == 0))
    ring_wanted_.clear();
  carry_out(wishes);

  const bool fresh =
      session_.snapshot_number() != std::exchange(drawn_number_, session_.snapshot_number());
  const bool pressed = ImGui::IsAnyMouseDown() || ImGui::IsAnyItemActive();
  if (fresh || pressed || wishes.moving) moving_until_ = ImGui::GetTime() + 0.5;
}

bool App::busy() const {
  const SessionStatus& status = session_.status();
  return status.training || (rival_ && rival_->status().training) || !status.ready ||
         !status.busy.empty() || !wanted_.empty() || ImGui::GetTime() < moving_until_;
}

bool App::waits() const {
  const SessionStatus& status = session_.status();
  return status.ready && !status.training && status.cancellable &&
         ImGui::GetTime() >= moving_until_;
}

void App::set_dark(bool dark) {
  view::Theme next = view::make_theme(dark);
  next.body = theme_.body, next.heading = theme_.heading, next.math = theme_.math;
  theme_ = next;
  view::apply_style(theme_, touch_);
}

void App::carry_out(const view::Context::Wishes& wishes) {
  if (wishes.choose_class != -2) chosen_class_ = wishes.choose_class;
  if (wishes.choose_image >= 0) chosen_image_ = static_cast<uint32_t>(wishes.choose_image);
  if (wishes.hold) held_ = *wishes.hold;
  if (!wishes.message.empty()) say(wishes.message, false);
  if (!wishes.copy.empty() && platform_.copy) {
    platform_.copy(wishes.copy);
    say("Copied", false);
  }
  if (wishes.collected)
    session_.load(drawn_pictures(*wishes.collected), {}, wishes.collected->called);
  if (wishes.yours) {
    session_.add_yours(wishes.yours->first, wishes.yours->second);
    chosen_image_ = 0;
  }
  if (platform_.camera && wishes.camera != camera_on_) {
    camera_on_ = wishes.camera;
    camera_refused_ = false;
    seen_ = {};
    platform_.camera(camera_on_);
  }
  if (wishes.record && platform_.record) platform_.record(!recording_);
  collect_ = wishes.collect;
  if (collect_ != view::Collect::none) show(*view::find_panel("data"));
  if (!wishes.drawn.empty()) session_.load({drawn_points(wishes.drawn)}, {}, "drawn");
  if (wishes.save && platform_.save) {
    json given = json::object();
    if (!wishes.save->format.empty()) given["format"] = wishes.save->format;
    if (!wishes.save->panel.empty()) given["panel"] = wishes.save->panel;
    command(wishes.save->command, given, {}, {}, [this](CommandResult result) {
      if (!result.error.empty()) return say(result.error, true);
      keep_file({result.value["name"].get<std::string>(), std::move(result.bytes)});
    });
  }
  if (wishes.open || wishes.open_folder) {
    platform_.choose ? platform_.choose(wishes.open_folder)
                     : say("Drop a saved model (.safetensors) on the window to open it", false);
  }
  if (wishes.enlarge) cards_.enlarge(cards_.enlarged() ? cards_.enlarged() : cards_.pointed());
  if (wishes.leave) {
    cards_.enlarge(nullptr);
    moment_.reset();
  }
  if (!wishes.show.empty()) show(*view::find_panel(wishes.show));
  if (!wishes.ring.empty()) {
    constexpr uint32_t patience = 60;  // frames until a panel has been drawn
    ring_wanted_ = wishes.ring;
    ring_patience_ = patience;
  }
  if (wishes.tour) tour_.begin();
  open_search_ = wishes.toggle_search;
  if (wishes.toggle_theme) set_dark(!theme_.dark);
  open_help_ = wishes.toggle_help;
  open_share_ = wishes.toggle_share;
  open_lessons_ = wishes.toggle_lessons;
  if (wishes.lesson) begin_lesson(*wishes.lesson, {});
  if (wishes.look_at) {
    moment_.reset();
    if (*wishes.look_at >= 0) moment_ = static_cast<size_t>(*wishes.look_at);
  }
}

}  // namespace hourglass
