// A film as an animated PNG, which every browser shows. Frames go to the file as they come, so that a film may be as long as
// the disk is large; of each only the rectangle that differs from the one before. Source: the PNG specification, third
// edition, chapter 4.9, and chunks acTL, fcTL and fdAT.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/files.h"
#include "share/png.h"

namespace hourglass {

class Film {
 public:
  // Nothing is at the path before the end. Throws Error where nothing can be written there.
  explicit Film(std::string path);

  // A frame that is seen so long, at most 65 seconds. Throws Error where it is not as large as the first, and where it
  // cannot be written.
  void add(const Picture&, uint32_t milliseconds);
  // Puts it in its place, to be repeated for ever. Throws Error, also where it has no frame.
  void end();

  uint32_t frames() const { return frames_; }

 private:
  void begin();
  void chunk(std::string_view name, std::span<const uint8_t> data);

  std::string path_;
  Beside file_;
  Picture last_;
  uint32_t frames_ = 0, next_ = 0;  // number of the next fcTL or fdAT
};

}  // namespace hourglass
