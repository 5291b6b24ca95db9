// How the data are read, to be changed: some of them as they would be learnt from, and beneath it the size, the cut, the
// colour, which column holds the labels, what is kept for testing. Learns only when that is asked for.
#pragma once
#include <imgui.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "data/fitting.h"
#include "view/context.h"
#include "view/pictures.h"

namespace hourglass::view {

class Preparing {
 public:
  // Whether there is anything to change about these data.
  static bool can(const DataView&);

  void begin(const Context&);  // from what is in force
  void close() { open_ = false; }
  bool open() const { return open_; }
  // As high as it needs, from `at` on.
  float draw(const Context&, ImVec2 at, float width);

 private:
  std::string name() const;  // that these choices stand for
  void ask(const Context&);
  float draw_preview(const Context&, ImVec2 at, float width);
  void draw_row(const Context&, const char* title, ImVec2& at, float width,
                const std::function<void(float room)>& control, const char* words) const;
  float draw_classes(const Context&, ImVec2 at, float width);
  void learn(const Context&);

  bool open_ = false;
  Preparation how_;
  bool invert_ = false;
  uint32_t test_ = 0;           // percent; 0: as found
  std::string plain_, others_;  // of the name: before it all, and variations that stay as they are
  std::vector<uint32_t> classes_;  // chosen; none: all

  // What is known of the answer, shared with it: it may outlive the view.
  struct Asked {
    bool waiting = false;
    std::string name;
    uint64_t answers = 0;
    Preview preview;
  };
  std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
  PictureSet pictures_;
};

}  // namespace hourglass::view
