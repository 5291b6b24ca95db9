#include "app/app.h"

#include <algorithm>
#include <format>
#include <utility>

#include "app/arguments.h"
#include "app/controls.h"
#include "share/link.h"
#include "view/focus.h"
#include "view/numbers.h"
#include "view/share_panel.h"
#include "view/status_line.h"
#include "view/theme.h"
#include "view/top_bar.h"
#include "view/transport.h"
#include "view/widgets.h"

namespace hourglass {

using nlohmann::json;
using view::Panel;

namespace {

// Training without threads, out of a frame of 16 ms.
constexpr double slice = 0.008;  // seconds

constexpr std::array<Panel, 9> all_panels = {Panel::plane,  Panel::curves,         Panel::pictures,
                                             Panel::sample, Panel::reparameterise, Panel::blend,
                                             Panel::data,   Panel::network,        Panel::settings};

// Data that have to be fetched come later: until then there is something to look at.
Settings startable(Settings settings, bool fetched) {
  if (fetched && settings.data == "mnist") settings.data = "strokes";
  return settings;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

Kind kind_of(const view::Context& context) {
  return context.snapshot.data ? context.snapshot.data->kind : Kind::pictures;
}

}  // namespace

App::App(Platform platform, std::string_view link)
    : platform_(std::move(platform)),
      theme_(view::make_theme(platform_.dark)),
      first_(read_link(link, preset_settings("vae-2d"))),
      session_(startable(first_.settings, platform_.fetch != nullptr), platform_.threading,
               platform_.fetch),
      commands_(session_) {
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
  context.speed = speed_;
  context.software_graphics = platform_.software_graphics;
  if (const view::NamedRect* ring = view::focused(last_rects_)) context.ring = ring->id;
  context.rects = &rects_;
  context.decode = [this](std::vector<float> codes, std::function<void(const Pictures&)> then) {
    session_.decode(std::move(codes), [then = std::move(then)](const Session::Decoded& answer) {
      then(answer.pictures);  // empty after an error: the view asks again when it likes
    });
  };
  context.blend = [this](uint32_t i, uint32_t j, uint32_t steps,
                         std::function<void(const Pictures&, const Pictures&)> then) {
    session_.blend(i, j, steps, [then = std::move(then)](const Session::Blend& answer) {
      then(answer.latent, answer.pixels);
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

void App::say(std::string text, bool trouble) { session_.report(std::move(text), trouble); }

// ---- panels

Panel App::active(const std::vector<Panel>& panels) const {
  return *std::ranges::max_element(
      panels, {}, [&](Panel panel) { return chosen_at_[static_cast<size_t>(panel)]; });
}

void App::show(Panel panel) {
  chosen_at_[static_cast<size_t>(panel)] = ++clock_;
  moving_until_ = ImGui::GetTime() + 0.5;
}

// A few words at the right of a card's heading.
std::string App::aside(const view::Context& context, Panel panel) const {
  const Snapshot& s = context.snapshot;
  switch (panel) {
    case Panel::data:
      return std::format("{} to learn, {} to test", view::thousands(s.data->train_count),
                         view::thousands(s.data->test_count));
    case Panel::network: return std::format("code of {}", s.code_size);
    default: return "";
  }
}

// Where the settings are behind another tab, those that act at once lie under the hourglass.
void App::place_network(const view::Context& context, ImVec2 size, bool settings_elsewhere) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float live = 2 * (view::control_height(context) + 8) + 16;
  const bool both = settings_elsewhere && size.y >= needs_.network + live;
  needs_.network = network_.draw(context, {size.x, both ? size.y - live : size.y});
  if (!both) return;
  ImGui::SetCursorScreenPos({at.x, at.y + size.y - live + 16});
  settings_panel_.draw_live(context, size.x, live - 16);
}

void App::place_panel(const view::Context& context, Panel panel, ImVec2 size,
                      bool settings_elsewhere) {
  switch (panel) {
    case Panel::plane: plane_.draw(context, size); break;
    case Panel::curves: curves_.draw(context, size); break;
    case Panel::pictures: reconstructions_.draw(context, size); break;
    case Panel::sample: samples_.draw(context, size); break;
    case Panel::reparameterise: reparameterise_.draw(context, size); break;
    case Panel::blend: blending_.draw(context, size); break;
    case Panel::data:
      needs_.data = data_.draw(context, size, ImGui::GetIO().DisplaySize.x < 1280);
      break;
    case Panel::network: place_network(context, size, settings_elsewhere); break;
    case Panel::settings: needs_.settings = settings_panel_.draw(context, size.x); break;
  }
}

void App::place_slot(const view::Context& context, const view::Slot& slot) {
  const Panel panel = active(slot.panels);
  const std::string id = "card." + std::string(view::panel_name(slot.panels.front()));
  const bool scrolls = panel == Panel::data || panel == Panel::network || panel == Panel::settings;
  view::begin_card(context, id.c_str(), slot.rect.from, {slot.rect.width(), slot.rect.height()},
                   false);
  const bool named_above = touch_ && panel == active({all_panels.begin(), all_panels.end()});
  if (named_above || (touch_ && slot.rect.height() < 180)) {
    // A phone's tabs have said it, or there is no room to say it.
  } else if (slot.panels.size() == 1) {
    view::heading(context, view::panel_title(panel, kind_of(context)), aside(context, panel));
  } else {
    std::vector<std::string_view> names;
    for (const Panel one : slot.panels) names.push_back(view::panel_tab(one, kind_of(context)));
    const int now = static_cast<int>(std::ranges::find(slot.panels, panel) - slot.panels.begin());
    const int chosen =
        view::tabs(context, "tabs", names, now, ImGui::GetContentRegionAvail().x, 26);
    if (chosen != now) show(slot.panels[static_cast<size_t>(chosen)]);
  }
  ImGui::PushID(static_cast<int>(panel));
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (scrolls) {
    // Only what may be longer than its card; its edge cuts no card's line.
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
    ImGui::BeginChild("body", {room.x + view::card_padding - 2, room.y + view::card_padding - 2},
                      ImGuiChildFlags_NavFlattened);
    place_panel(context, panel, {room.x, room.y}, touch_ || slot.panels.size() > 1);
    view::touch_scroll(context);
    if (ImGui::GetScrollY() < ImGui::GetScrollMaxY() - 1) {
      // A fade says that there is more below.
      const ImVec2 low = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
      const ImU32 clear = view::fade(theme_.card, 0);
      ImGui::GetWindowDrawList()->AddRectFilledMultiColor({low.x, low.y + size.y - 28},
                                                          {low.x + room.x, low.y + size.y}, clear,
                                                          clear, theme_.card, theme_.card);
    }
    ImGui::EndChild();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
  } else {
    place_panel(context, panel, room, false);
  }
  ImGui::PopID();
  view::end_card(context);
  context.note("panel." + std::string(view::panel_name(panel)));
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
    if (!first_.remarks.empty()) say(joined(first_.remarks), true);
  }
  // While the network is built, its settings are only asked for.
  if (!status.ready || session_.changing()) return;
  const std::string link = write_link(session_.settings());
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
  const std::vector<Panel> pages(all_panels.begin(), all_panels.end());
  view::Layout layout = view::arrange(size, needs_, active(pages));
  ImGui::SetCursorScreenPos(layout.top.from);
  view::top_bar(context, {layout.top.width(), layout.top.height()});
  if (layout.kind == view::Kind::column1) {
    std::vector<std::string_view> names;
    for (const Panel one : layout.pages) names.push_back(view::panel_tab(one, kind_of(context)));
    const Panel page = active(layout.pages);
    const int now = static_cast<int>(std::ranges::find(layout.pages, page) - layout.pages.begin());
    ImGui::SetCursorScreenPos({12, layout.tabs.from.y});
    const int chosen = view::tabs(context, "pages", names, now, size.x - 24, layout.tabs.height());
    if (chosen != now) show(layout.pages[static_cast<size_t>(chosen)]);
  }
  if (context.snapshot.model != nullptr && context.snapshot.data != nullptr) {
    for (const view::Slot& slot : layout.slots) place_slot(context, slot);
  } else {
    const std::string& busy = context.status->busy;
    const std::string_view text = busy.empty() ? std::string_view("Building the network") : busy;
    const float wide = view::text_size(context, text, theme_.body_size).x;
    view::draw_text(context, {(size.x - wide) / 2, size.y / 2}, text, theme_.muted,
                    theme_.body_size);
  }
  if (layout.kind == view::Kind::column1) {
    view::bottom_transport(context, layout.transport.from,
                           {layout.transport.width(), layout.transport.height()});
  }
  view::status_line(context, layout.status.from, {layout.status.width(), layout.status.height()},
                    context.status->message, context.status->trouble);
  view::share_panel(context, std::exchange(open_share_, false),
                    platform_.address + write_link(session_.settings()));
  view::help_panel(context, std::exchange(open_help_, false));
  ImGui::End();
  last_rects_ = rects_;
  carry_out(wishes);

  const bool fresh =
      session_.snapshot_number() != std::exchange(drawn_number_, session_.snapshot_number());
  const bool pressed = ImGui::IsAnyMouseDown() || ImGui::IsAnyItemActive();
  if (fresh || pressed) moving_until_ = ImGui::GetTime() + 0.5;
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
  if (wishes.toggle_theme) set_dark(!theme_.dark);
  open_help_ = wishes.toggle_help;
  open_share_ = wishes.toggle_share;
}

// ---- commands

json App::describe() const {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  json items = json::array();
  for (const view::NamedRect& r : last_rects_) {
    items.push_back({{"id", r.id},
                     {"x", r.from.x},
                     {"y", r.from.y},
                     {"w", r.to.x - r.from.x},
                     {"h", r.to.y - r.from.y}});
  }
  const view::NamedRect* ring = view::focused(last_rects_);
  return {{"width", size.x},
          {"height", size.y},
          {"theme", theme_.dark ? "dark" : "light"},
          {"focus", ring ? ring->id : ""},
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
      arguments.only({"panel", "theme"});
      const std::string theme =
          arguments.text("theme", theme_.dark ? "dark" : "light", {"dark", "light"});
      const std::string wanted = arguments.text("panel", "");
      const auto panel = view::find_panel(wanted);
      if (!wanted.empty() && !panel) {
        fail("ui: panel '{}' is not known; choose {}", wanted.substr(0, 40), view::panel_names());
      }
      if (panel) show(*panel);
      if (theme != (theme_.dark ? "dark" : "light")) set_dark(theme == "dark");
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
                  if (speeds && result.error.empty()) speed_ = result.value["share"].get<float>();
                  if (reply) reply(std::move(result));
                });
}

}  // namespace hourglass
