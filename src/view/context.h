// What every view gets to draw with: the newest snapshot, the theme, and three questions it may ask
// of the network. A view keeps only its own selection and animation; it never sees a trainer.
// Cards and their headings are drawn around it (view/cards.h); a view has widgets and distances of
// view/widgets.h.
#pragma once
#include <imgui.h>

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"
#include "snapshot/snapshot.h"

struct ImGuiWindow;

namespace hourglass {
struct Lesson;
struct SessionStatus;
}  // namespace hourglass

namespace hourglass::view {

// look.md's colours. ImU32 in ImGui's own byte order.
struct Theme {
  bool dark = true;
  ImU32 ground, card, line, text, muted, accent, second, trouble;
  std::array<ImU32, 10> classes;
  ImFont* body = nullptr;                                      // Inter regular, 15 px
  ImFont* heading = nullptr;                                   // Inter semibold, 17 px
  float body_size = 15, caption_size = 12, heading_size = 17;  // logical pixels
};

// A control's rectangle, for the keyboard (view/focus.h), and for tests and other programs that look at
// the page.
struct NamedRect {
  std::string id;
  ImVec2 from, to;  // logical pixels
  // Where it can have the keyboard's ring; 0: nowhere.
  ImGuiID item = 0, scope = 0;
  ImGuiWindow* window = nullptr;
  bool stop = true;   // Tab stops here; else only arrows come here
  bool text = false;  // it is typed into
};

struct Context {
  const Snapshot& snapshot;
  uint64_t snapshot_number = 0;  // changes when the snapshot does: upload textures then
  const Theme& theme;
  double now = 0;  // seconds
  bool reduced_motion = false;
  bool touch = false;         // phone layout: targets of at least 44 px
  bool tabbed = false;        // of the panel being drawn: others are behind tabs beside it
  int32_t chosen_class = -1;  // -1: none; the others fade
  uint32_t chosen_image = 0;  // test image shown by reparameterise and ringed on the plane

  // Set by a view, carried out by the app after the frame.
  struct Wishes {
    int32_t choose_class = -2;  // -2: no wish
    int64_t choose_image = -1;  // -1: no wish
    std::string message;        // for the status line
    std::string copy;           // text for the clipboard
    std::vector<float> drawn;   // points of the plane, two numbers each, to be learnt from
    bool toggle_theme = false, toggle_help = false, toggle_share = false, toggle_lessons = false;
    bool open = false;  // a saved training
    // A command of app/commands.h whose file is to be saved, and the format that it is asked for.
    struct File {
      std::string command, format;
    };
    std::optional<File> save;
    std::optional<std::string> lesson;  // to begin; empty: to end
    bool moving = false;                // something is under way: draw on
  };
  Wishes* wishes = nullptr;

  // Asks for decoded pictures of rows of code_size; the answer comes some frames later. A view asks
  // again only when the previous answer has come. `as`: what a decoder that is told labels is told;
  // none: what the settings say.
  std::function<void(std::vector<float> codes, std::optional<Label> as,
                     std::function<void(const Pictures&)>)>
      decode{};
  // Pictures of test images i to j, in code and in pixels.
  std::function<void(uint32_t i, uint32_t j, uint32_t steps,
                     std::function<void(const Pictures& latent, const Pictures& pixels)>)>
      blend{};

  // Weights of the first `most` units of one of Model::filters' layers as pictures, of any sign.
  std::function<void(uint32_t layer, uint32_t most, std::function<void(const Pictures&)>)>
      filters{};

  // Of each example the training example that is most like it, in the same order.
  std::function<void(Pictures, std::function<void(const Pictures&)>)> nearest{};

  // Carries out one of app/commands.h's commands, as the buttons do; an error goes to the status line.
  std::function<void(std::string_view name, const nlohmann::json& arguments)> command{};

  // What the app's own panels draw besides: how the session is, and its settings as last applied.
  const SessionStatus* status = nullptr;
  const Settings* settings = nullptr;
  const Lesson* lesson = nullptr;  // that is open
  float speed = 1;                 // 1: flat out; below: that share of the time
  float turns_a_second = 0;        // of players who move one after the other; 0: whole steps
  bool software_graphics = false;  // the processor draws: slow, and not our doing

  // The control with the keyboard's ring, by its name, or none: Space and the arrows are its.
  std::string_view ring{};

  // Of a test image; none where there are no labels.
  std::optional<Label> test_label(uint32_t i) const {
    if (!snapshot.data || i >= snapshot.data->test_labels.size()) return {};
    return snapshot.data->test_labels[i];
  }

  // What an example of the data is called.
  const Noun& noun() const {
    return hourglass::noun(snapshot.data ? snapshot.data->kind : hourglass::Kind::pictures);
  }

  std::vector<NamedRect>* rects = nullptr;
  // Notes where the last item was drawn. `id` is stable: "play", "panel.curves", "class.3". What the
  // keyboard is to reach has a name.
  void note(std::string_view id) const;
};

}  // namespace hourglass::view
