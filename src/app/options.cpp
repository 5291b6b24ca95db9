#include "app/options.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <string_view>

#include "compute/error.h"
#include "view/panels.h"

namespace hourglass {

namespace {

const std::string& usage() {
  static const std::string text = std::format(
      "usage: hourglass-desktop [OPTION]...\n\n"
      "  --link LINK          open a share link: '#v=1&preset=vae'\n"
      "  --open FILE          go on with a saved training (.safetensors)\n"
      "  --state FOLDER       where the training and the runs are kept, and found again without\n"
      "                       --link and --open (~/.local/state/hourglass)\n"
      "  --train              train from the start\n"
      "  --theme dark|light\n"
      "  --language NAME      of what is drawn, one of src/texts (LC_ALL, LC_MESSAGES or LANG)\n"
      "  --panel NAME         show it where panels share a card:\n"
      "                       {}\n"
      "  --size WxH           of the window, in logical pixels (1280x800)\n"
      "  --scale S            device pixels in a logical pixel, 0.5 to 4 (the display's)\n"
      "  --slices             train between frames, as a page without threads does\n"
      "  --screenshot FILE    write a PNG of the window and end; FILE.svg: the --panel's lines and "
      "words\n"
      "  --after SECONDS      ... after so long (5)\n"
      "  --control            commands on the standard input, a line each: 'train {{\"steps\": "
      "5}}', "
      "as\n"
      "                       window.hourglass has them; answers are lines of JSON. Where the "
      "input "
      "ends,\n"
      "                       the program does\n\n"
      "Files dropped on the window are learnt from; a saved training is gone on with. Keys: ? "
      "shows "
      "them.\n",
      view::panel_names());
  return text;
}

double number(std::string_view option, std::string_view text, double low, double high) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    fail("{}: '{}' is not possible; give a number from {:g} to {:g}", option, text, low, high);
  }
  return value;
}

}  // namespace

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = words[i];
    const auto value = [&]() -> std::string_view {
      if (i + 1 >= count) fail("{}: a value is missing; see --help", option);
      return words[++i];
    };
    if (option == "--help" || option == "-h") {
      std::fputs(usage().c_str(), stdout);
      std::exit(0);
    } else if (option == "--link") {
      options.link = value();
    } else if (option == "--open") {
      options.open = value();
    } else if (option == "--state") {
      options.state = value();
    } else if (option == "--train") {
      options.train = true;
    } else if (option == "--slices") {
      options.slices = true;
    } else if (option == "--control") {
      options.control = true;
    } else if (option == "--panel") {
      const std::string_view name = value();
      options.panel = view::find_panel(name);
      if (!options.panel)
        fail("--panel: '{}' is not possible; choose {}", name, view::panel_names());
    } else if (option == "--theme") {
      const std::string_view name = value();
      if (name != "dark" && name != "light")
        fail("--theme: '{}' is not possible; choose dark or light", name);
      options.dark = name == "dark";
    } else if (option == "--language") {
      options.language = value();
    } else if (option == "--screenshot") {
      options.screenshot = value();
    } else if (option == "--after") {
      options.after = number(option, value(), 0, 86400);
    } else if (option == "--scale") {
      options.scale = static_cast<float>(number(option, value(), 0.5, 4));
    } else if (option == "--size") {
      const std::string_view text = value();
      const size_t cross = text.find('x');
      if (cross == text.npos)
        fail("--size: '{}' is not possible; give WIDTHxHEIGHT, such as 1280x800", text);
      options.width = static_cast<int>(number(option, text.substr(0, cross), 320, 8192));
      options.height = static_cast<int>(number(option, text.substr(cross + 1), 320, 8192));
    } else {
      fail("'{}' is not known; see --help", option);
    }
  }
  if (options.screenshot.ends_with(".svg") && !options.panel)
    fail("--screenshot {}: an SVG is of one panel; say which with --panel", options.screenshot);
  return options;
}

}  // namespace hourglass
