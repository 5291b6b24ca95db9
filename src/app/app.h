// The whole user interface as one object: draw() once a frame places everything; command() is what
// the page calls. What only a platform can do comes in through Platform.
#pragma once
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.h"
#include "app/session.h"
#include "share/link.h"
#include "view/blending.h"
#include "view/context.h"
#include "view/curves.h"
#include "view/data_panel.h"
#include "view/layout.h"
#include "view/network.h"
#include "view/plane.h"
#include "view/reconstructions.h"
#include "view/reparameterise.h"
#include "view/samples.h"
#include "view/settings_panel.h"

namespace hourglass {

struct Platform {
  std::function<void(const std::string& text)> copy;          // to the clipboard
  std::function<void(const std::string& link)> link_changed;  // "#v=1&…": to where links are kept
  Session::Fetch fetch;                                       // data that must be fetched first
  std::string address;  // what stands before '#' in a shared link
  bool dark = true, reduced_motion = false, software_graphics = false;
  // Worker threads; without them training has this share of a frame's time.
  Session::Threading threading = Session::Threading::worker;
};

class App {
 public:
  // `link`: "#v=1&…" or empty. ImGui's context must exist; its fonts are loaded here.
  App(Platform, std::string_view link);

  // One frame, between ImGui::NewFrame and ImGui::Render.
  void draw();
  // What a frame does besides drawing, for times when nobody looks: answers arrive, slices train for
  // at most `seconds`, the link follows.
  void poll(double seconds);
  // Between frames: Tab, or Shift+Tab; see view/focus.h.
  bool walk(bool backwards, bool entering);

  // One of commands.h's commands, or of the interface's own:
  //   message {"text", "trouble"}   a line for the status
  //   ui {"panel", "theme"}         shows a panel, takes a theme ("dark", "light"); both may be left
  //                                 out; gives where everything is, in logical pixels, and what
  //                                 has the keyboard's ring ("focus", "" for nothing)
  void command(std::string_view name, const nlohmann::json& arguments, std::vector<float> floats,
               std::vector<NamedBytes> files, Commands::Reply);

  // Whether the next frame would differ without any input: something trains, arrives or moves.
  bool busy() const;
  // Whether only a long question is in work, so that nothing differs but how far it is.
  bool waits() const;
  void show(view::Panel);
  void set_dark(bool);
  ImVec4 ground() const { return ImGui::ColorConvertU32ToFloat4(theme_.ground); }
  const Session& session() const { return session_; }
  Session& session() { return session_; }

 private:
  view::Context context();
  void place_slot(const view::Context&, const view::Slot&);
  void place_panel(const view::Context&, view::Panel, ImVec2 size, bool settings_elsewhere);
  void place_network(const view::Context&, ImVec2 size, bool settings_elsewhere);
  std::string aside(const view::Context&, view::Panel) const;
  view::Panel active(const std::vector<view::Panel>&) const;
  void carry_out(const view::Context::Wishes&);
  nlohmann::json describe() const;
  void say(std::string text, bool trouble);

  Platform platform_;
  view::Theme theme_;
  bool styled_for_touch_ = false, touch_ = false;
  float speed_ = 1;
  int32_t chosen_class_ = -1;
  uint32_t chosen_image_ = 0;
  std::string link_;      // as last told to the platform
  bool started_ = false;  // the first network stands
  std::vector<view::NamedRect> rects_, last_rects_;
  bool open_help_ = false, open_share_ = false;
  double moving_until_ = 0;  // seconds: tweens after a snapshot or an input
  uint64_t drawn_number_ = 0;

  // When each panel was chosen last: of the tabs of a card, the latest is shown.
  std::array<uint32_t, 9> chosen_at_{};
  uint32_t clock_ = 0;
  view::Needs needs_;

  view::Plane plane_;
  view::Curves curves_;
  view::Reconstructions reconstructions_;
  view::Samples samples_;
  view::Reparameterise reparameterise_;
  view::Blending blending_;
  view::DataPanel data_;
  view::Network network_;
  view::SettingsPanel settings_panel_;

  ReadLink first_;  // what the program was opened with
  // Last, so that it ends first: its answers reach the views above.
  Session session_;
  Commands commands_;
};

}  // namespace hourglass
