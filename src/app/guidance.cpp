// Words that lead: what the window is called while it trains, and the tour of a first visit.

#include "app/app.h"
#include "compute/clock.h"
#include "share/texts.h"
#include "view/numbers.h"

namespace hourglass {

// About once a second, whether anybody looks or not.
void App::tell_title() {
  if (!platform_.title) return;
  std::string text = "Hourglass";
  if (const auto newest = session_.snapshot();
      session_.status().training && newest && newest->model && !newest->train_curve.empty()) {
    constexpr double spacing = 1;  // seconds
    const double now = seconds_now();
    if (title_ != text && now - titled_at_ < spacing) return;
    titled_at_ = now;
    text = tr("▶ {:.4g} · step {} · {} · Hourglass",
              total(newest->train_curve.last(), newest->model->series, newest->settings),
              view::thousands(session_.status().step), session_.settings().preset);
  }
  if (text == title_) return;
  title_ = text;
  platform_.title(text);
}

// Once, to who is here for the first time; and whenever somebody asks for it.
void App::draw_tour(const view::Context& context) {
  const SessionStatus& status = *context.status;
  if (tour_due_ && status.ready && context.snapshot.model && context.snapshot.data) {
    tour_due_ = false;
    if (status.step == 0 && !lesson_) tour_.begin();
  }
  if (!tour_.at() && announced_.empty()) return;
  tour_.draw(context, rects_);
  if (const std::string words = tour_.words(context.touch); words != announced_) {
    if (platform_.announce) platform_.announce(words);
    if (words.empty() && platform_.remember) platform_.remember("tour", "seen");
    announced_ = words;
    context.wishes->moving = true;
  }
}

}  // namespace hourglass
