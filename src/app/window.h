// The window around the interface: SDL2 with OpenGL 3.2, or a page's canvas with WebGL 2. window.cpp is the
// only file that knows which; main.cpp turns it on the desktop, page.cpp in the page.
#pragma once
#include <SDL.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/app.h"
#include "app/options.h"
#include "compute/clock.h"
#include "share/png.h"

namespace hourglass {

struct Window {
  SDL_Window* handle = nullptr;
  SDL_GLContext graphics = nullptr;
  float scale = 1;        // window units in a logical pixel; 1 where the system does that itself
  bool software = false;  // the processor draws
  std::unique_ptr<App> app;
  bool quit = false;
  double last_input = 0, last_frame = 0;  // seconds_now()
  bool lost = false;                      // the graphics context: there is nothing to draw with
  uint64_t frames = 0;
  std::vector<float> frame_seconds;  // spent on drawing, the last thousand frames

  // The app comes first: its network is built while the system makes a window. Throws Error where there is no
  // display or no OpenGL.
  void open(const Options&, Platform, const std::string& link);
  void close();
  bool events();  // whether there was input
  // Where graphics are lost, all of it but the picture.
  void frame();
  // The context's memory is gone, and with it all textures; they are made anew once it is back.
  void lose_graphics();
  void regain_graphics();
  bool idle() const;
  double rest() const;      // seconds until the next frame is worth its while
  Picture picture() const;  // the back buffer, before it is swapped away
  // Those that commands wait for, each by a frame of its own which is drawn and never shown.
  void take_pictures();
  // One panel's card: a PNG or an SVG. Throws Error of one line.
  std::vector<uint8_t> picture_of(const view::PanelRow&, bool vectors, float scale);

 private:
  static Picture picture(int width, int height);  // the back buffer's lower left corner
  Picture drawn(float density) const;
};

}  // namespace hourglass
