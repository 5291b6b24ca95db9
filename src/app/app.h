// The whole user interface as one object: draw() once a frame places everything; command() is what
// the page calls. What only a platform can do comes in through Platform.
#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.h"
#include "app/runs.h"
#include "app/session.h"
#include "share/link.h"
#include "snapshot/timeline.h"
#include "view/cards.h"
#include "view/context.h"
#include "view/search.h"
#include "view/share_links.h"
#include "view/top_bar.h"
#include "view/tour.h"

namespace hourglass {

class Arguments;

struct Platform {
  std::function<void(const std::string& text)> copy;          // to the clipboard
  std::function<void(const std::string& link)> link_changed;  // "#v=1&…": to where links are kept
  Session::Fetch fetch;                                       // data that must be fetched first
  // Keeps a file where people find it, and says where; may throw Error.
  std::function<std::string(const NamedBytes&)> save;
  // Asks for files, which come as the command open; null: they must be dropped.
  std::function<void(bool folder)> choose;
  // Turns the camera on and off; what it sees comes as the command frame. Null: there is none.
  std::function<void(bool on)> camera;
  // Begins a film of the window, and ends and saves it; how it goes comes as the command recording. Null: there is none.
  std::function<void(bool on)> record;
  // What is kept from one visit to the next; null, or empty: nothing is.
  std::function<void(std::string_view name, const std::string& text)> remember;
  std::function<std::string(std::string_view name)> recall;
  std::function<void(const std::string& text)> title;     // of the window, or the tab
  std::function<void(const std::string& text)> announce;  // to who hears what others see
  std::string address;                                    // what stands before '#' in a shared link
  bool embedded =
      false;  // in a frame of somebody's page: the main picture and what trains it alone
  bool dark = true, reduced_motion = false, software_graphics = false;
  // Worker threads; without them training has this share of a frame's time.
  Session::Threading threading = Session::Threading::worker;
};

class App {
 public:
  // `link`: "#v=1&…" or empty. Its network is being built from here on; nothing is drawn yet.
  App(Platform, std::string_view link);
  // There is a window to draw in, and ImGui's context, into which the fonts go. Before the first draw().
  void opened(bool software_graphics);

  // One frame, between ImGui::NewFrame and ImGui::Render. With a panel to be pictured: a frame that nobody sees.
  void draw(const view::PanelRow* pictured = nullptr);
  // A picture of a panel, which a command waits for. The window takes it.
  struct WantedPicture {
    const view::PanelRow* panel;
    bool vectors;  // SVG; else PNG
    float scale;   // device pixels in a logical one; 0: the display's
    std::string name;
    Commands::Reply reply;
  };
  std::optional<WantedPicture> next_picture();
  const view::Cards::Pictured& pictured() const { return cards_.pictured(); }
  // Of the frame that was drawn last.
  std::string pictured_as_svg(const view::PanelRow&, float scale) const;
  // What a frame does besides drawing, for times when nobody looks: answers arrive, slices train for
  // at most `seconds`, the link follows.
  void poll(double seconds);
  // Between frames: Tab, or Shift+Tab; see view/focus.h.
  bool walk(bool backwards, bool entering);

  // One of commands.h's commands, or of the interface's own:
  //   message {"text", "trouble"}   a line for the status
  //   frame {"width", "height"}     what the camera sees, as one file of bytes: red, green, blue; without
  //                                 any: it will not come
  //   ui {"panel", "hide", "enlarge", "theme", "lesson"}   shows a panel, hides one, enlarges one ("": all
  //                                 stand where they stood), takes a theme ("dark", "light"), begins a
  //                                 lesson ("" ends it); all may be left out; gives which panels there
  //                                 are ("panels"), which of them are hidden ("hidden") or alone ("enlarged"), which
  //                                 caption of the tour is shown ("tour", from 0 on, or null), where
  //                                 everything is, in logical pixels, and what has the keyboard's ring ("focus",
  //                                 "" for nothing)
  //   picture {"panel", "format", "scale"}   its card as a file: "png", so many device pixels a logical one (0.5 to 4; the
  //                                 display's), or "svg"
  //   recording {"on"}              whether a film is being made
  //   runs {}                       every training, with its settings, curves and link
  //   run {"number", "name", "shown", "again", "forget"}   names one, shows its curves, begins it anew, forgets it
  //   beside {"number"}             trains that run's network beside the present one, both from the start; left out:
  //                                 the other one ends. What trains, pauses and resets then is both
  //   saveRuns {}                   all of them as a file; open, given that, adds them
  //   timeline {"step"}             shows what was drawn at the step nearest to it; null: now; left out: as before. Gives
  //                                 the steps that there are, and which is shown
  void command(std::string_view name, const nlohmann::json& arguments, std::vector<float> floats,
               std::vector<NamedBytes> files, Commands::Reply);

  // Whether the next frame would differ without any input: something trains, arrives or moves.
  bool busy() const;
  // Whether only a long question is in work, so that nothing differs but how far it is.
  bool waits() const;
  void show(const view::PanelRow&);
  void set_dark(bool);
  ImVec4 ground() const { return ImGui::ColorConvertU32ToFloat4(theme_.ground); }
  ImVec4 card() const { return ImGui::ColorConvertU32ToFloat4(theme_.card); }
  const Session& session() const { return session_; }
  Session& session() { return session_; }

 private:
  view::Context context();
  void carry_out(const view::Context::Wishes&);
  void see(const Arguments& frame, std::span<const NamedBytes> files);  // throws Error
  nlohmann::json describe();
  void say(std::string text, bool trouble);
  void keep_file(const NamedBytes&);  // where people find it; says where
  std::string link() const;           // of what is in force
  std::string panels() const;         // of a link: where they stand
  std::vector<std::string> brought() const;
  // A link's: they stand so for this visit, and what is remembered stays. None: as remembered.
  void follow_panels(const std::string&);  // throws Error
  // Its network and data; none: the lesson that was open ends.
  void begin_lesson(const std::string& name, Commands::Reply);
  void show_lesson();
  void share(bool opened);  // while its card is open
  void remember_runs();
  void ask_by(view::Context&, Session&, bool now);
  view::Context rival_context(const view::Context& present);
  void change_rival();
  void poll_rival(double seconds);
  void tell_title();
  void draw_tour(const view::Context&);
  void remember_workspace();
  // The interface's own commands; false: it is one of commands.h's.
  bool own_command(std::string_view name, const nlohmann::json& arguments,
                   std::span<const NamedBytes> files, const Commands::Reply&);
  void complete(const std::string& name, const nlohmann::json& given, CommandResult&);
  const view::PanelRow& panel_of(const std::string& name);
  void want_picture(const Arguments&, const Commands::Reply&);  // throws Error
  nlohmann::json show_wanted(const nlohmann::json& arguments);
  Run& run_of(const Arguments&);  // throws Error
  nlohmann::json change_run(const nlohmann::json& arguments);
  void command_rival(std::string_view name, const nlohmann::json& arguments);
  nlohmann::json look_back(const nlohmann::json& arguments);
  nlohmann::json list_runs() const;

  Platform platform_;
  view::Theme theme_;
  bool styled_for_touch_ = false, touch_ = false, phone_ = false;
  float speed_ = 1, turns_ = 0;
  Pictures seen_;  // by the camera; none while it is off
  bool camera_on_ = false, camera_refused_ = false, recording_ = false;
  view::Collect collect_ = view::Collect::none;
  int32_t chosen_class_ = -1;
  uint32_t chosen_image_ = 0;
  std::vector<float> held_;                // a code of the network below, or none
  std::shared_ptr<const Model> held_for_;  // kept, so that another one cannot have the same address
  std::string link_;                       // as last told to the platform
  bool started_ = false;                   // the first network stands
  std::vector<view::NamedRect> rects_, last_rects_;
  bool open_help_ = false, open_share_ = false, open_lessons_ = false, open_search_ = false;
  view::Search search_;
  view::Tour tour_;
  bool tour_due_ = false;  // nobody was here before, and nothing else is asked for
  std::string announced_;  // of the tour
  std::string title_ = "Hourglass";
  double titled_at_ = 0;            // seconds_now()
  std::string ring_wanted_;         // by whom it is looked for
  uint32_t ring_patience_ = 0;      // frames
  const Lesson* lesson_ = nullptr;  // that is open
  double moving_until_ = 0;         // seconds: tweens after a snapshot or an input
  uint64_t drawn_number_ = 0;
  std::string workspace_;  // as remembered
  bool visiting_ = false;  // the panels stand as a link said
  Runs runs_;
  uint64_t runs_kept_ = 0;   // Runs::version
  double runs_kept_at_ = 0;  // seconds
  Timeline timeline_;
  std::optional<size_t> moment_;                 // of the timeline, that is shown
  std::shared_ptr<const Snapshot> shown_;        // what the views draw
  uint64_t shown_number_ = 0, seen_number_ = 0;  // changes with it; of the session's newest

  view::Cards cards_;
  std::vector<WantedPicture> wanted_;  // the oldest first
  view::TopBar top_bar_;
  view::ShareLinks share_links_;
  std::string shared_;  // what they are of
  double shared_at_ = 0;
  bool shares_ = false;  // they are asked for

  ReadLink first_;  // what the program was opened with
  // Last, so that it ends first: its answers reach the views above.
  Session session_;
  Commands commands_;
  std::unique_ptr<Session> rival_;  // another training beside the present one
  std::shared_ptr<const Snapshot> rival_shown_;
  uint64_t rival_number_ = 0, rival_seen_ = 0;  // as shown_number_ and seen_number_
  uint32_t rivals_ = 0;
  Commands::Reply rival_awaited_;                      // by who asked for it, until it stands
  std::optional<std::optional<Settings>> next_rival_;  // to begin, or none; not asked for
};

}  // namespace hourglass
