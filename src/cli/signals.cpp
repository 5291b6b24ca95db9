// Counters, which are all that a handler may touch.
#include "cli/signals.h"

#include <signal.h>

#include <initializer_list>

namespace hourglass {
namespace {

volatile sig_atomic_t seen = 0, interrupts = 0, held = 0;

// Only a person asks twice in earnest: `timeout` sends its signal to the program and then to its group.
void end_if_asked_twice() {
  if (interrupts < 2 || held) return;
  ::signal(SIGINT, SIG_DFL);
  raise(SIGINT);
}

void asked(int number) {
  seen = seen + 1;
  if (number == SIGINT) interrupts = interrupts + 1;
  end_if_asked_twice();
}

}  // namespace

void listen_to_signals() {
  // A file that grows past the shell's limit is an error of write(), not the end.
  ::signal(SIGXFSZ, SIG_IGN);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before{}, action{};
    sigaction(number, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;  // under nohup: so it stays
    action.sa_handler = asked;
    action.sa_flags = SA_RESTART;
    sigaction(number, &action, nullptr);
  }
}

int signals_seen() { return seen; }

HoldSignals::HoldSignals() { held = held + 1; }
HoldSignals::~HoldSignals() {
  held = held - 1;
  end_if_asked_twice();
}

}  // namespace hourglass
