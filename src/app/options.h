// What the desktop program's command line says. Wrong words end it with status 2 and one line.
#pragma once
#include <string>

#include "view/panel.h"

namespace hourglass {

struct Options {
  std::string link;   // "#v=1&…"
  std::string open;   // a saved training
  std::string state;  // folder of what is kept from one start to the next; empty: the usual one
  // Another program's, or a picture's: begins as new unless a folder is named.
  bool remembers() const { return !state.empty() || (!control && screenshot.empty()); }
  std::string language;                   // of what is drawn; empty: the environment's
  const view::PanelRow* panel = nullptr;  // shown first
  bool dark = true;
  std::string screenshot;          // PNG to write at the end
  double after = 5;                // seconds until the screenshot
  int width = 1280, height = 800;  // logical pixels
  float scale = 0;                 // device pixels in a logical one; 0: the display's
  bool train = false;              // from the start
  bool slices = false;             // train between frames, as a page without threads does
  bool control = false;            // commands on the standard input, whose end ends the program
};

// Throws Error; prints the usage and ends the program for --help.
Options read_options(int count, char** words);

}  // namespace hourglass
