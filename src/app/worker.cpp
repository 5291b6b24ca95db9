// The queue and the loop.
#include "app/worker.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "compute/error.h"
#include "share/durations.h"
#include "share/texts.h"

namespace hourglass {
namespace {

// Long enough to amortise a chunk's bookkeeping, short enough that a question is answered soon.
constexpr double chunk = 0.02;        // seconds
constexpr double snapshot_gap = 0.1;  // seconds; at least four times what a snapshot takes

// Where there is none left for words, as many as a string holds by itself.
void assign(std::string& to, std::string_view text) noexcept {
  try {
    to = text;
  } catch (const std::bad_alloc&) {
    to = "no memory";
  }
}

}  // namespace

std::string text_of(const std::exception& error) noexcept {
  std::string text;
  const bool no_memory =
      dynamic_cast<const std::bad_alloc*>(&error) ||
      dynamic_cast<const std::length_error*>(&error);  // where addresses are short
  assign(text,
         no_memory
             ? "There is not enough memory for this; take narrower layers, a smaller batch or "
               "less data"
             : error.what());
  return text;
}

void Worker::post(std::string busy, std::function<void()> work, Done done, When when) {
  std::list<Task> made;
  made.push_back({std::move(busy), std::move(work), std::move(done), when, {}});
  {
    const std::lock_guard lock(mutex_);
    tasks_.splice(tasks_.end(), made);
  }
  wake_.notify_one();
}

void Worker::post_urgent(std::function<void()> work, Done done) {
  std::list<Task> made;
  made.push_back({{}, std::move(work), std::move(done), When::between, {}});
  {
    const std::lock_guard lock(mutex_);
    urgent_.splice(urgent_.end(), made);
  }
  wake_.notify_one();
}

void Worker::collect(Shared& to) {
  const std::lock_guard lock(mutex_);
  try {
    SessionStatus status = shared_.status;
    Settings settings = shared_.settings;
    to.status = std::move(status);
    to.settings = std::move(settings);
  } catch (const std::bad_alloc&) {
    return;
  }
  to.snapshot = shared_.snapshot;
  to.snapshot_number = shared_.snapshot_number;
  to.ended.splice(to.ended.end(), shared_.ended);
}

void Worker::say(std::string_view message, bool trouble) noexcept {
  const std::lock_guard lock(mutex_);
  assign(shared_.status.message, message);
  shared_.status.trouble = trouble;
}

void Worker::now_busy(std::string_view busy) noexcept {
  const std::lock_guard lock(mutex_);
  assign(shared_.status.busy, busy);
}

void Worker::outlive_device(const std::function<void()>& work) {
  try {
    work();
  } catch (const DeviceLost& lost) {
    recover(lost.what());
    work();
  }
}

void Worker::recover(const std::string& reason) {
  // Their trainer is gone.
  wants_picture_ = wants_picture_ || picture_.has_value();
  picture_.reset();
  begun_ = false;
  const std::string told = engine.recover(reason);
  if (!engine.ready()) return;
  rate_step_ = engine.trainer().step();
  rate_start_ = seconds_now();
  publish();
  write_status();   // the step first: who reads the message finds the step it names
  say(told, true);  // trouble: nobody asked for it
}

void Worker::quit() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  wake_.notify_one();
}

void Worker::end(std::list<Task>& from, std::string_view error) noexcept {
  for (Task& task : from) assign(task.error, error);
  ended_.splice(ended_.end(), from);
}

void Worker::check_ready() {
  if (engine.ready()) return;
  if (!engine.stranded())
    fail("no network is built yet; wait until it is ready, or set a smaller one");
  recover("the device was lost, and nothing could follow it then");
}

void Worker::ask(std::shared_ptr<const Question> question) {
  question_ = std::move(question);
  begun_ = false;
  asks_ = true;
}

void Worker::cancel() {
  if (!question_) return;
  const std::string text = tr("{}: cancelled", question_->name);
  question_.reset();
  say(text);
  end(asking_, text);
}

void Worker::train(std::optional<uint32_t> until) {
  const uint32_t step = engine.trainer().step();
  if (training_ && !waiting_.empty())
    stop(tr("another training took over at step {}; call train again for the rest", step));
  if (!training_) {
    rate_start_ = seconds_now();
    rate_step_ = step;
  }
  training_ = true;
  until_ = until;
  waits_ = true;
}

void Worker::stop(std::string_view error) noexcept {
  training_ = false;
  until_.reset();
  end(waiting_, error);
}

void Worker::rebuilt(std::string_view message) {
  if (until_) stop("the network was rebuilt and its training ended; call train again");
  rate_ = 0;
  rate_step_ = 0;
  rate_start_ = seconds_now();
  picture_.reset();  // of weights that are gone
  fresh_ = true;
  say(message);
  publish();
}

void Worker::publish() { wants_picture_ = true; }

void Worker::give_up(const std::string& why) {
  say(why, true);
  const std::lock_guard lock(mutex_);
  shared_.status.failed = true;
}

void Worker::write_status() {
  const std::lock_guard lock(mutex_);
  SessionStatus& s = shared_.status;
  s.training = training_;
  // Weights that wait for a device count: the next command looks for one.
  s.ready = (engine.ready() || engine.stranded()) && shared_.snapshot;
  s.failed = s.failed && !s.ready;
  s.samples_per_second = training_ ? rate_ : 0;
  if (engine.ready()) {
    s.step = engine.trainer().step();
    s.epoch = engine.trainer().epoch();
  }
  // Here and not before, so that nobody sees a training without it in between.
  s.seconds_left.reset();
  if (training_ && rate_ > 0 && engine.ready())
    if (const std::optional<uint32_t> until = last_step())
      s.seconds_left = static_cast<double>(*until - s.step) * engine.settings().batch / rate_;
  s.can_undo = engine.can_go(Engine::Back::undo);
  s.can_redo = engine.can_go(Engine::Back::redo);
  // What may run out of memory comes last, and whole.
  BackendInfo backend = engine.backend();
  s.backend = std::move(backend);
  if (!engine.ready()) return;
  Settings settings = engine.settings();
  shared_.settings = std::move(settings);
}

void Worker::finish() {
  {
    const std::lock_guard lock(mutex_);
    shared_.status.busy.clear();
    shared_.status.progress.reset();
    shared_.status.cancellable = false;
  }
  try {
    write_status();
  } catch (const std::bad_alloc&) {
    // The words of before, for once.
  }
  const std::lock_guard lock(mutex_);
  if (!fresh_) shared_.ended.splice(shared_.ended.end(), ended_);
}

bool Worker::next_task() {
  const std::lock_guard lock(mutex_);
  if (quit_) return false;
  const bool pieces = question_ || picture_ || wants_picture_;
  std::list<Task>& from = urgent_.empty() ? tasks_ : urgent_;
  if (from.empty() || (&from == &tasks_ && pieces && (fresh_ || from.front().when == When::alone)))
    return false;
  now_.splice(now_.end(), from, from.begin());
  if (!now_.front().busy.empty()) assign(shared_.status.busy, now_.front().busy);
  return true;
}

void Worker::run_task() {
  std::string error;
  waits_ = asks_ = false;
  try {
    outlive_device(now_.front().work);
  } catch (const std::exception& caught) {
    waits_ = asks_ = false;
    error = text_of(caught);
    say(error, true);
  }
  now_.front().work = nullptr;
  if (waits_)
    waiting_.splice(waiting_.end(), now_);
  else if (asks_)
    asking_.splice(asking_.end(), now_);
  else
    end(now_, error);
  finish();
}

void Worker::picture_piece() {
  try {
    outlive_device([this] {
      if (!picture_) {
        if (!engine.ready()) {  // a lost device that nothing could follow
          wants_picture_ = fresh_ = false;
          return finish();
        }
        picture_start_ = seconds_now();
        picture_.emplace(engine.picturing(training_, training_ ? rate_ : 0));
        wants_picture_ = false;
      }
      if (picture_->step()) {
        if (!fresh_) return;
        const std::lock_guard lock(mutex_);
        assign(shared_.status.busy, "Drawing the network's first picture");
        shared_.status.progress = picture_->share();
        shared_.status.seconds_left = seconds_left(picture_start_, picture_->share());
        return;
      }
      std::shared_ptr<const Snapshot> next = picture_->take();
      picture_.reset();
      fresh_ = false;
      const double now = seconds_now();
      next_snapshot_ = now + std::max(snapshot_gap, 4 * (now - picture_start_));
      {
        const std::lock_guard lock(mutex_);
        shared_.snapshot = std::move(next);
        ++shared_.snapshot_number;
      }
      finish();
    });
  } catch (const std::exception& caught) {
    // What could not be shown is not asked for again by itself; training has its own say.
    picture_.reset();
    wants_picture_ = fresh_ = false;
    next_snapshot_ = seconds_now() + snapshot_gap;
    say(text_of(caught), true);
    finish();
    const std::lock_guard lock(mutex_);
    shared_.status.failed = !shared_.snapshot;  // the first, without which there is nothing to see
  }
}

void Worker::question_piece() {
  double share = 0;
  bool more = false;
  std::string error;
  try {
    outlive_device([&] {
      check_ready();
      if (!begun_) {
        question_start_ = seconds_now();
        question_->begin();
      }
      begun_ = true;
      more = question_->step(share);
    });
  } catch (const std::exception& caught) {
    error = text_of(caught);
    more = false;
  }
  if (more) {
    const std::lock_guard lock(mutex_);
    assign(shared_.status.busy, question_->name);
    shared_.status.progress = share;
    shared_.status.seconds_left = seconds_left(question_start_, share);
    shared_.status.cancellable = true;
    return;
  }
  if (!error.empty()) say(error, true);
  question_.reset();
  end(asking_, error);
  if (engine.ready()) rate_step_ = engine.trainer().step();
  rate_start_ = seconds_now();
  finish();
}

std::optional<uint32_t> Worker::last_step() {
  const uint32_t epochs = engine.settings().epochs;
  if (until_ || epochs == 0) return until_;
  return std::max(engine.trainer().steps_in(epochs), engine.trainer().step());
}

void Worker::train_for(double seconds) {
  check_ready();  // a picture or a question may have lost the device, and nothing could follow it
  const double start = seconds_now();
  const float share = speed_;
  const std::optional<uint32_t> until = last_step();
  const float turns = turns_;
  const bool slow = turns > 0 && !engine.trainer().players_in_turn().empty();
  if (slow)
    move(engine.trainer().next_in_turn());
  else
    engine.train(std::max(1e-4, seconds * std::min(1.0f, share * 2)), until);
  const double now = seconds_now();
  if (slow)
    rest_until_ = start + 1 / double{turns};
  else if (share < 1)
    rest_until_ = now + (now - start) * (1 / share - 1);
  const uint32_t step = engine.trainer().step();
  if (now - rate_start_ > 0.5) {
    rate_ =
        (step - rate_step_) * static_cast<double>(engine.settings().batch) / (now - rate_start_);
    rate_start_ = now;
    rate_step_ = step;
  }
  if ((until && step >= *until) || engine.trainer().finished()) {
    engine.keep();  // only then are they there for good
    stop();
    say(tr("Trained to step {}", step));
  }
  if (!training_ || now >= next_snapshot_) publish();
}

void Worker::move(std::string_view player) {
  engine.turn(player);
  publish();
}

void Worker::turn(std::string_view player) {
  if (training_) stop("a turn alone ended the training; call train again");
  const std::string next = engine.trainer().next_in_turn();
  move(player.empty() ? next : player);
  engine.keep();
}

void Worker::train_piece(double seconds) {
  try {
    try {
      train_for(seconds);
    } catch (const DeviceLost& lost) {
      recover(lost.what());
    }
  } catch (const std::exception& caught) {
    stop(text_of(caught));
    say(text_of(caught), true);
    publish();
  }
  finish();
}

bool Worker::work(double seconds) {
  const double end = seconds_now() + seconds;
  bool pieces = false;
  do {
    while (next_task()) run_task();
    pieces = true;
    if (picture_ || wants_picture_)
      picture_piece();
    else if (question_)
      question_piece();
    else
      pieces = false;
  } while (pieces && seconds_now() < end);
  if (pieces) return true;
  if (!training_) return false;
  if (seconds_now() >= rest_until_) train_piece(seconds);
  return training_ || wants_picture_;
}

void Worker::loop() {
  while (true) {
    const bool more = work(chunk);
    std::unique_lock lock(mutex_);
    const auto called = [&] { return quit_ || !tasks_.empty() || !urgent_.empty(); };
    if (!more) {
      wake_.wait(lock, called);
    } else if (const double rest = rest_until_ - seconds_now();
               rest > 0 && !picture_ && !wants_picture_ && !question_) {
      wake_.wait_for(lock, std::chrono::duration<double>(rest), called);
    }
    if (quit_) return;
  }
}

}  // namespace hourglass
