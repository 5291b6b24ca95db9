// The queue and the loop.
#include "app/worker.h"

#include <algorithm>
#include <new>
#include <utility>

#include "compute/error.h"

namespace hourglass {
namespace {

// Long enough to amortise a chunk's bookkeeping, short enough that a question is answered soon.
constexpr double chunk = 0.02;        // seconds
constexpr double snapshot_gap = 0.1;  // seconds; at least four times what a snapshot takes

}  // namespace

std::string text_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error))
    return "There is not enough memory for this; take narrower layers, a smaller batch or less "
           "data";
  return error.what();
}

void Worker::post(std::string busy, std::function<void()> work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back({std::move(busy), std::move(work), std::move(done)});
  }
  wake_.notify_one();
}

void Worker::collect(Shared& to) {
  const std::lock_guard lock(mutex_);
  to.status = shared_.status;
  to.settings = shared_.settings;
  to.snapshot = shared_.snapshot;
  to.snapshot_number = shared_.snapshot_number;
  to.replies = std::exchange(shared_.replies, {});
}

void Worker::say(std::string message, bool trouble) {
  const std::lock_guard lock(mutex_);
  shared_.status.message = std::move(message);
  shared_.status.trouble = trouble;
}

void Worker::now_busy(std::string busy) {
  const std::lock_guard lock(mutex_);
  shared_.status.busy = std::move(busy);
}

void Worker::recover(const std::string& reason) {
  const std::string told = engine.recover(reason);
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

void Worker::reply(std::function<void()> call) { ended_.push_back(std::move(call)); }

void Worker::check_ready() const {
  if (!engine.ready()) fail("no network is built yet; wait until it is ready");
}

void Worker::train(std::optional<uint32_t> until, Done done) {
  check_ready();
  const uint32_t step = engine.trainer().step();
  if (training_ && !waiting_.empty())
    stop(std::format("another training took over at step {}; call train again for the rest", step));
  if (!training_) {
    rate_start_ = seconds_now();
    rate_step_ = step;
  }
  training_ = true;
  until_ = until;
  if (done) waiting_.push_back(std::move(done));
}

void Worker::stop(const std::string& error) {
  training_ = false;
  until_.reset();
  for (Done& done : waiting_) reply([done = std::move(done), error] { done(error); });
  waiting_.clear();
}

void Worker::rebuilt(std::string message) {
  if (until_) stop("the network was rebuilt and its training ended; call train again");
  rate_ = 0;
  rate_step_ = 0;
  rate_start_ = seconds_now();
  say(std::move(message));
  publish();
}

void Worker::publish() {
  if (!engine.ready()) return;  // a lost device that nothing could follow
  auto next = engine.snapshot(training_, training_ ? rate_ : 0);
  next_snapshot_ = seconds_now() + std::max(snapshot_gap, 4 * engine.snapshot_seconds());
  const std::lock_guard lock(mutex_);
  shared_.snapshot = std::move(next);
  ++shared_.snapshot_number;
}

void Worker::write_status() {
  const std::lock_guard lock(mutex_);
  SessionStatus& s = shared_.status;
  s.training = training_;
  s.ready = engine.ready();
  s.samples_per_second = training_ ? rate_ : 0;
  s.backend = engine.backend();
  if (engine.ready()) {
    s.step = engine.trainer().step();
    s.epoch = engine.trainer().epoch();
    shared_.settings = engine.settings();
  }
}

void Worker::finish() {
  write_status();
  const std::lock_guard lock(mutex_);
  shared_.status.busy.clear();
  std::ranges::move(ended_, std::back_inserter(shared_.replies));
  ended_.clear();
}

std::optional<Worker::Task> Worker::next_task() {
  const std::lock_guard lock(mutex_);
  if (quit_ || tasks_.empty()) return {};
  Task task = std::move(tasks_.front());
  tasks_.pop_front();
  shared_.status.busy = task.busy;
  return task;
}

void Worker::run(Task& task) {
  std::string error;
  try {
    outlive_device(task.work);
  } catch (const std::exception& caught) {
    error = text_of(caught);
    say(error, true);
  }
  if (task.done) reply([done = std::move(task.done), error] { done(error); });
  finish();
}

std::optional<uint32_t> Worker::end() {
  const uint32_t epochs = engine.settings().epochs;
  if (until_ || epochs == 0) return until_;
  return std::max(engine.trainer().steps_in(epochs), engine.trainer().step());
}

void Worker::train_for(double seconds) {
  const double start = seconds_now();
  const float share = speed_;
  const std::optional<uint32_t> until = end();
  engine.train(std::max(1e-4, seconds * std::min(1.0f, share * 2)), until);
  const double now = seconds_now();
  if (share < 1) rest_until_ = now + (now - start) * (1 / share - 1);
  const uint32_t step = engine.trainer().step();
  if (now - rate_start_ > 0.5) {
    rate_ =
        (step - rate_step_) * static_cast<double>(engine.settings().batch) / (now - rate_start_);
    rate_start_ = now;
    rate_step_ = step;
  }
  if (until && step >= *until) {
    stop();
    say(std::format("Trained to step {}", step));
  }
  if (!training_ || now >= next_snapshot_) publish();
}

bool Worker::work(double seconds) {
  while (std::optional<Task> task = next_task()) run(*task);
  if (!training_) return false;
  if (seconds_now() < rest_until_) return true;
  try {
    try {
      train_for(seconds);
    } catch (const DeviceLost& lost) {
      recover(lost.what());
    }
  } catch (const std::exception& caught) {
    stop(text_of(caught));
    say(text_of(caught), true);
    // The last picture may fail by the same cause, such as memory; the message stands all the same.
    try {
      publish();
    } catch (const std::exception&) {
    }
  }
  finish();
  return training_;
}

void Worker::loop() {
  while (true) {
    const bool more = work(chunk);
    std::unique_lock lock(mutex_);
    const auto called = [&] { return quit_ || !tasks_.empty(); };
    if (!more) {
      wake_.wait(lock, called);
    } else if (const double rest = rest_until_ - seconds_now(); rest > 0) {
      wake_.wait_for(lock, std::chrono::duration<double>(rest), called);
    }
    if (quit_) return;
  }
}

}  // namespace hourglass
