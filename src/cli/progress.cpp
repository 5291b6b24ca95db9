// Draws the progress bar, as wide as there is room for.
#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <format>
#include <string>

#include "cli/signals.h"
#include "compute/clock.h"
#include "share/durations.h"

namespace hourglass {
namespace {

constexpr size_t widest_bar = 24, narrowest_bar = 6;  // columns

size_t terminal_columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

// Whatever a path or a library puts into it.
void say(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  show_waiting({});
  std::fprintf(stderr, "hourglass: %s\n", text.c_str());
}

void show_waiting(const std::string& what) {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r%s\x1b[K", what.c_str());
}

Watch watch(const std::string& what) {
  return [what, began = seconds_now(), last = 0.0](double share) mutable {
    if (signals_seen() > 0) throw Cancelled("ended before it was done; nothing was written");
    if (share < 1 && seconds_now() - last < 0.1) return;
    last = seconds_now();
    std::string words;
    if (share < 1) words = std::format("{}: {:.0f} %", what, 100 * share);
    if (const auto left = seconds_left(began, share); left && *left >= 1)
      words += std::format(", {} left", duration(*left));
    show_waiting(words);
  };
}

std::string sparkline(std::span<const double> values) {
  constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return {};
  const bool logarithmic = std::ranges::min(values) > 0;
  const auto height = [&](double value) { return logarithmic ? std::log(value) : value; };
  const double least = std::ranges::min(values);
  const double most = std::ranges::max(values.subspan(values.size() > 2 ? 1 : 0));
  const double room = height(most) - height(least);
  std::string line;
  for (const double value : values) {
    const double above = height(value) - height(least);
    const double share = above > 0 ? std::min(1.0, above / room) : 0;  // 1 where there is no room
    line += blocks[static_cast<size_t>(share * (blocks.size() - 1) + 0.5)];
  }
  return line;
}

Progress::Progress(uint32_t first_step, uint32_t end_step)
    : terminal_(isatty(STDERR_FILENO) != 0),
      first_(first_step),
      end_(end_step),
      shares_(widest_bar) {}

Progress::~Progress() { wipe(); }

void Progress::wipe() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

void Progress::show(const Trainer& trainer, const Track& losses, double samples_per_second) {
  for (size_t i = 0; i < losses.size(); ++i) {
    const uint64_t at = uint64_t{widest_bar} * (losses.steps[i] - first_) / (end_ - first_);
    const double loss = total(losses.row(i), trainer.series(), trainer.settings());
    if (!std::isfinite(loss)) continue;
    Share& share = shares_[std::min<size_t>(static_cast<size_t>(at), widest_bar - 1)];
    share.sum += loss;
    ++share.count;
  }
  const Clock::time_point now = Clock::now();
  if (!terminal_ || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  const uint32_t step = trainer.step();
  // From this run's own steps: those of a resumed training took no time here.
  const double left =
      std::chrono::duration<double>(now - start_).count() / (step - first_) * (end_ - step);
  // In the order of worth; what does not fit is left out. The last column stays free: a terminal
  // would go on to the next line.
  const size_t room = std::max<size_t>(terminal_columns(), 2) - 1;
  std::string text;
  size_t kept = 0;  // columns for the bar, which stands above what comes after the time
  for (const std::string& part :
       {std::format("step {}/{}", step, end_),
        std::format("  loss {:.4g} {}", total(losses.last(), trainer.series(), trainer.settings()),
                    trainer.method().unit()),
        std::format("  {} left", duration(left)),
        std::format("  {:.0f} samples/s", samples_per_second),
        std::format("  epoch {:.2f}", trainer.epoch())}) {
    if (part.ends_with("samples/s")) kept = narrowest_bar + 1;
    if (text.size() + part.size() + kept > room) break;
    text += part;
  }
  std::string bar;
  if (room >= text.size() + 1 + narrowest_bar) {
    const size_t width = std::min(widest_bar, room - text.size() - 1);
    std::vector<double> means;
    for (size_t i = 0; i < width; ++i) {
      Share all;
      for (size_t s = i * widest_bar / width; s < (i + 1) * widest_bar / width; ++s) {
        all.sum += shares_[s].sum;
        all.count += shares_[s].count;
      }
      if (all.count > 0) means.push_back(all.sum / all.count);
    }
    bar = sparkline(means);
    for (size_t i = means.size(); i < width; ++i) bar += "─";
    bar += ' ';
  }
  std::fprintf(stderr, "\r%s%s\x1b[K", bar.c_str(), text.c_str());
  drawn_ = true;
}

}  // namespace hourglass
