// What a view draws with, without a window: a session that is ready, and what was noted, wished for and run.
#pragma once
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/status.h"
#include "view/paper.h"

namespace hourglass::view {

struct Stage {
  Paper paper;
  Snapshot snapshot;
  SessionStatus status;
  Settings settings;
  Context::Wishes wishes;
  std::vector<NamedRect> rects;
  std::vector<std::string> ran;  // commands with their arguments
  Context context{snapshot, 0, paper.theme};

  Stage() {
    status.ready = true;
    context.status = &status;
    context.settings = &settings;
    context.wishes = &wishes;
    context.rects = &rects;
    context.command = [this](std::string_view name, const nlohmann::json& given) {
      ran.push_back(std::string(name) + " " + given.dump());
    };
  }
  const NamedRect* find(std::string_view id) const {
    const auto found = std::ranges::find(rects, id, &NamedRect::id);
    return found == rects.end() ? nullptr : &*found;
  }
};

}  // namespace hourglass::view
