// Panels as a whole: where they stand, by links and from one visit to the next, and their pictures.
#include <format>
#include <utility>

#include "app/app.h"
#include "app/arguments.h"
#include "model/lessons.h"
#include "share/json.h"
#include "share/texts.h"
#include "view/panels.h"
#include "view/vectors.h"

namespace hourglass {

// What a lesson brings to the front need not be said.
std::vector<std::string> App::brought() const {
  if (!lesson_) return {};
  std::vector<std::string> names = lesson_->panels;
  names.emplace_back("lesson");
  return names;
}

std::string App::panels() const { return cards_.arrangement(brought()); }

void App::follow_panels(const std::string& wanted) {
  if (!wanted.empty()) {
    cards_.arrange_as(wanted, brought());
    visiting_ = true;
  } else if (std::exchange(visiting_, false)) {
    cards_.enlarge(nullptr);
    cards_.set_workspace(parse_json(workspace_));
  }
}

void App::remember_workspace() {
  if (visiting_) return;  // the address has it
  std::string workspace = cards_.workspace().dump();
  if (workspace == workspace_) return;
  workspace_ = std::move(workspace);
  if (platform_.remember) platform_.remember("workspace", workspace_);
}

void App::want_picture(const Arguments& arguments, const Commands::Reply& reply) {
  arguments.only({"panel", "format", "scale"});
  if (!session_.status().ready || !session_.snapshot())
    fail("picture: no network is built yet; wait until ready");
  if (!arguments.has("panel")) fail("picture: of which panel? ui() lists them");
  const view::PanelRow& panel = panel_of(arguments.text("panel", ""));
  const std::string format = arguments.text("format", "png", {"png", "svg"});
  const auto scale = static_cast<float>(arguments.number("scale", 0, limits::picture_scale));
  wanted_.push_back({&panel, format == "svg", scale,
                     std::format("{}-{}-{}.{}", session_.settings().preset, session_.status().step,
                                 panel.name, format),
                     reply});
}

std::optional<App::WantedPicture> App::next_picture() {
  if (wanted_.empty()) return {};
  WantedPicture next = std::move(wanted_.front());
  wanted_.erase(wanted_.begin());
  return next;
}

std::string App::pictured_as_svg(const view::PanelRow& panel, float scale) const {
  const view::Cards::Pictured& it = cards_.pictured();
  const Kind kind = shown_ && shown_->data ? shown_->data->kind : Kind::pictures;
  return view::as_svg(
      it.drawn, it.from, it.to, scale, theme_,
      tr("Hourglass: {}, step {}", tr(view::panel_title(panel, kind)), shown_ ? shown_->step : 0));
}

}  // namespace hourglass
