// What every view gets to draw with: the newest snapshot, the theme, and the questions it may ask
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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"
#include "share/texts.h"
#include "snapshot/snapshot.h"

struct ImGuiWindow;

namespace hourglass {
struct LatentTrace;
struct LayersReport;
struct Lesson;
struct Run;
struct SessionStatus;
class Timeline;
enum class Way : uint8_t;
}  // namespace hourglass

namespace hourglass::view {

// look.md's colours. ImU32 in ImGui's own byte order.
struct Theme {
  bool dark = true;
  ImU32 ground, card, line, text, muted, accent, second, trouble;
  std::array<ImU32, 10> classes;
  ImFont* body = nullptr;     // Inter regular, 15 px
  ImFont* heading = nullptr;  // Inter semibold, 17 px
  ImFont* math =
      nullptr;  // STIX Two Math, see formula.h; null until a formula wants it, and it is there
  mutable bool math_wanted = false;
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
  bool stop = true;    // Tab stops here; else only arrows come here
  bool text = false;   // it is typed into
  std::string says{};  // in words, what is drawn there and is no words
};

// Pictures that were drawn or taken, to be learnt from.
struct Collected {
  Pictures pictures;
  std::vector<uint32_t> classes;   // of each
  std::vector<std::string> names;  // of the classes
  std::string called;              // what settings.data is to say: "drawn", "camera"
};

enum class Collect : uint8_t { none, digits, camera };

struct Context {
  const Snapshot& snapshot;
  uint64_t snapshot_number = 0;  // changes when the snapshot does: upload textures then
  const Theme& theme;
  double now = 0;  // seconds
  bool reduced_motion = false;
  bool touch = false;         // a phone, held either way: targets of at least 44 px
  bool phone = false;         // held upright: one panel at a time
  bool tabbed = false;        // of the panel being drawn: others are behind tabs beside it
  int32_t chosen_class = -1;  // -1: none; the others fade
  uint32_t chosen_image = 0;  // test image shown by reparameterise and ringed on the plane

  // The code that is held and decoded as training goes on: the plane's pin and the sliders' numbers. None: empty.
  std::span<const float> held{};

  // Set by a view, carried out by the app after the frame.
  struct Wishes {
    int32_t choose_class = -2;  // -2: no wish
    int64_t choose_image = -1;  // -1: no wish
    // A code to be held, of code_size; of none: it is let go.
    std::optional<std::vector<float>> hold;
    std::string message;                 // for the status line
    std::string copy;                    // text for the clipboard
    std::vector<float> drawn;            // points of the plane, two numbers each, to be learnt from
    std::optional<Collected> collected;  // likewise
    // A picture to stand in front of the test examples, of that class; without a picture: none is to.
    std::optional<std::pair<Pictures, Label>> yours;
    bool camera = false;  // something shows what it sees; without such a wish it is turned off
    Collect collect = Collect::none;  // the data panel is to begin with that
    bool toggle_theme = false, toggle_help = false, toggle_share = false, toggle_lessons = false;
    bool toggle_search = false, tour = false;  // the tour is to begin
    bool open = false;                         // any files to open
    // A command whose file is to be saved, the format that it is asked for, and the panel that it is of.
    struct File {
      std::string command, format, panel{};
    };
    std::optional<File> save;
    bool record = false;                // a film begins, or ends
    bool open_folder = false;           // of data
    bool enlarge = false;               // the panel under the pointer, or back
    bool leave = false;                 // what is alone, or the past
    std::string show;                   // a panel by its name
    std::string ring;                   // a control that is to have the keyboard, once it is there
    std::optional<std::string> lesson;  // to begin; empty: to end
    std::optional<int64_t> look_at;     // a moment of the timeline; −1: now
    bool moving = false;                // something is under way: draw on
  };
  Wishes* wishes = nullptr;

  // Asks for decoded pictures of rows of code_size; the answer comes some frames later. A view asks
  // again only when the previous answer has come. `as`: what a decoder that is told labels is told;
  // none: what the settings say.
  std::function<void(std::vector<float> codes, std::optional<Label> as,
                     std::function<void(const Pictures&)>)>
      decode{};
  // Pictures of test images i to j, in code, by that way, and in pixels.
  std::function<void(uint32_t i, uint32_t j, uint32_t steps, Way,
                     std::function<void(const Pictures& latent, const Pictures& pixels)>)>
      blend{};

  // Weights of the first `most` units of one of Model::filters' layers as pictures, of any sign.
  std::function<void(uint32_t layer, uint32_t most, std::function<void(const Pictures&)>)>
      filters{};

  // What each layer is like, and what it makes of that test example (train/layer_report.h); none after an error.
  std::function<void(uint32_t image,
                     std::function<void(const std::shared_ptr<const LayersReport>&)>)>
      layers{};

  // Of each example the training example that is most like it, in the same order.
  std::function<void(Pictures, std::function<void(const Pictures&)>)> nearest{};

  // One example without what is erased, and what comes back of that in so many passes: passes + 1 of them
  // (train/infill.h).
  std::function<void(Pictures example, std::vector<bool> erased, uint32_t passes,
                     std::optional<Label>, std::function<void(const Pictures&)>)>
      infill{};

  // One example's way through a Gaussian code with this ε, there and back (train/latent_trace.h), and its picture.
  std::function<void(Pictures example, std::optional<Label>, std::vector<float> epsilon,
                     std::function<void(const LatentTrace&, const Pictures&)>)>
      trace{};
  // Some of the data as they would be under another name, see data/sources.h.
  std::function<void(std::string name, std::function<void(const Preview&)>)> preview{};

  // Carries out one of app/commands.h's commands, as the buttons do; an error goes to the status line.
  std::function<void(std::string_view name, const nlohmann::json& arguments)> command{};

  // What the app's own panels draw besides: how the session is, and its settings as last applied.
  const SessionStatus* status = nullptr;
  const Settings* settings = nullptr;
  const Lesson* lesson = nullptr;          // that is open
  const std::vector<Run>* runs = nullptr;  // the newest last
  const Timeline* timeline = nullptr;
  bool two = false;                 // another training goes on beside the present one
  const Context* rival = nullptr;   // its context, while a frame is drawn
  std::string_view prefix{};        // of the names of its controls
  std::optional<size_t> moment{};   // of it, that the snapshot is; none: it is the newest
  float speed = 1;                  // 1: flat out; below: that share of the time
  float turns_a_second = 0;         // of players who move one after the other; 0: whole steps
  bool software_graphics = false;   // the processor draws: slow, and not our doing
  bool chooses = false;             // files and folders can be asked for
  bool has_camera = false;          // that can be asked for
  const Pictures* seen = nullptr;   // by the camera, at this moment; none: it is off, or not on yet
  bool camera_refused = false;      // it will not come
  Collect collect = Collect::none;  // the data panel begins with that
  bool records = false;             // films can be made
  bool recording = false;           // one is

  // The control with the keyboard's ring, by its name, or none: Space and the arrows are its.
  std::string_view ring{};

  // Of a test image; none where there are no labels.
  std::optional<Label> test_label(uint32_t i) const {
    if (!snapshot.data || i >= snapshot.data->test_labels.size()) return {};
    return snapshot.data->test_labels[i];
  }

  // What an example of the data is called.
  Noun noun() const {
    const auto& [one, many, number] =
        hourglass::noun(snapshot.data ? snapshot.data->kind : hourglass::Kind::pictures);
    return {tr(one), tr(many), tr(number)};
  }

  std::vector<NamedRect>* rects = nullptr;
  // Notes where the last item was drawn. `id` is stable: "play", "panel.curves", "class.3". What the
  // keyboard is to reach has a name. `says`: what is drawn there, in words, where it is no words.
  void note(std::string_view id, std::string_view says = {}) const;
};

}  // namespace hourglass::view
