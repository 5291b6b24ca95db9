#include "view/timeline.h"

#include "snapshot/timeline.h"
#include "view/widgets.h"

namespace hourglass::view {

bool has_past(const Context& context) { return context.timeline && context.timeline->size() > 1; }

void timeline(const Context& context, ImVec2 at, float width) {
  const Timeline& all = *context.timeline;
  const double first = all.step(0), span = all.step(all.size() - 1) - first;
  double share = context.moment ? (all.step(*context.moment) - first) / span : 1;
  ImGui::SetCursorScreenPos(at);
  if (slider(context, "timeline", share, 0, 1, false, width))
    context.wishes->look_at =
        share >= 1 ? -1 : static_cast<int64_t>(all.nearest(first + share * span));
  context.note("timeline");
  tooltip(context, "Timeline: look back at what was drawn before. Its right end is now");
}

}  // namespace hourglass::view
