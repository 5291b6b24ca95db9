// The working half of a session: takes tasks, trains between them, publishes what the user interface
// may see. work() and what tasks call belong to one thread; post(), collect() and quit() to another.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/session.h"

namespace hourglass {

// What went wrong, for people.
std::string text_of(const std::exception&);

class Worker {
 public:
  using Done = Session::Done;

  explicit Worker(uint32_t spare_cores)
      : engine(spare_cores, [this](std::string busy) { now_busy(std::move(busy)); }) {}

  // ---- for the user interface's thread

  // What `work` throws reaches `done` and the status. `busy` is shown meanwhile.
  void post(std::string busy, std::function<void()> work, Done done = {});

  // All of it of one moment: a reply never arrives before the status it speaks of.
  struct Shared {
    SessionStatus status;
    Settings settings;
    std::shared_ptr<const Snapshot> snapshot;
    uint64_t snapshot_number = 0;
    std::deque<std::function<void()>> replies;
  };
  void collect(Shared&);
  void say(std::string message, bool trouble = false);
  void set_speed(float share) { speed_ = share; }
  void quit();

  // ---- for the working thread

  // Tasks first, then training for at most `seconds`. Whether there may be more to do at once.
  bool work(double seconds);
  void loop();  // until quit()

  // ---- for tasks

  Engine engine;

  void reply(std::function<void()>);
  // Trains to the step, or as long as the settings' epochs say; `done` comes then. An earlier
  // training's waiters are told.
  void train(std::optional<uint32_t> until, Done done);
  bool training() const { return training_; }
  // Ends the training; who waits for it is told `error`, or nothing but that it has ended.
  void stop(const std::string& error = {});
  // After new weights: a training towards a step ends, any other goes on from the first step.
  void rebuilt(std::string message);
  void publish();
  void check_ready() const;
  // Runs `work`; where the device is lost meanwhile, once more on what recover() gives.
  template <class Work>
  auto outlive_device(Work&& work) {
    try {
      return work();
    } catch (const DeviceLost& lost) {
      recover(lost.what());
      return work();
    }
  }

 private:
  struct Task {
    std::string busy;
    std::function<void()> work;
    Done done;
  };
  void now_busy(std::string);
  std::optional<Task> next_task();
  void run(Task&);
  // The step to end at; asked anew for every chunk, since the settings' epochs may change.
  std::optional<uint32_t> end();
  void train_for(double seconds);
  // After DeviceLost, whose text is `reason`: on a new device, or the CPU.
  void recover(const std::string& reason);
  void write_status();
  void finish();  // writes the status, then lets the ended replies go

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;  // behind mutex_, as is shared_
  Shared shared_;
  bool quit_ = false;
  std::atomic<float> speed_{1};

  bool training_ = false;
  std::optional<uint32_t> until_;  // step; absent: the settings' epochs
  std::vector<Done> waiting_;      // for the end of training
  std::deque<std::function<void()>> ended_;
  double next_snapshot_ = 0, rest_until_ = 0;  // seconds_now()
  double rate_start_ = 0, rate_ = 0;           // seconds_now(), samples/s
  uint32_t rate_step_ = 0;
};

}  // namespace hourglass
