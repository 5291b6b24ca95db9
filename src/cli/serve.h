// The static server behind `hourglass serve` and `./dev run`: the page and folders of data, to this
// machine only. No uploads, no listing of folders, nothing dynamic.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace hourglass {

struct ServeOptions {
  std::string root;      // build/web: the page as a static folder
  uint16_t port = 8080;  // 0: any free one
  std::vector<std::string>
      data;               // folders, whose data files are served as /data/<folder name>/…; a folder
                          // that holds only folders stands for each of those
  bool isolation = true;  // send the headers that give the page worker threads
  bool browser = false;   // open the address in one, where there is a screen
};

// Serves until SIGINT, SIGTERM or SIGHUP. Prints `http://127.0.0.1:PORT/` once it answers. Returns the exit
// status: 0, or 1 after one line on stderr (no page at root, port busy, no such data folder).
int serve(const ServeOptions&);

}  // namespace hourglass
