// The working half of a session: takes tasks, trains between them, publishes what the user interface
// may see. work() and what tasks call belong to one thread; post(), collect() and quit() to another.
//
// Tasks are done in order. A long question and a snapshot are done in pieces; meanwhile nothing trains,
// tasks that change no weights are let in between, and an urgent one always is.
//
// Nothing that is thrown leaves work(), and no answer is lost where memory runs out: a task is a node
// of a list, made when it is posted, that moves from list to list until its `done` is called.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/session.h"

namespace hourglass {

// What went wrong, for people.
std::string text_of(const std::exception&) noexcept;

class Worker {
 public:
  using Done = Session::Done;

  // longest_run: as Training's.
  Worker(uint32_t spare_cores, double longest_run, const Backends::Wrap& wrap)
      : engine(spare_cores, longest_run,
               Backends([this](std::string_view busy) { now_busy(busy); }, wrap)) {}

  // ---- for the user interface's thread

  enum class When : uint8_t {
    alone,    // in turn, with no long question under way
    between,  // in turn, also between two pieces of one: changes no weights
  };
  // What `work` throws reaches `done` and the status. `busy` is shown meanwhile.
  void post(std::string busy, std::function<void()> work, Done done = {}, When = When::alone);
  // Out of turn, as soon as the piece in work is done.
  void post_urgent(std::function<void()> work, Done done = {});

  struct Task {
    std::string busy;
    std::function<void()> work;
    Done done;
    When when;
    std::string error;
  };
  // All of it of one moment: a reply never arrives before the status it speaks of.
  struct Shared {
    SessionStatus status;
    Settings settings;
    std::shared_ptr<const Snapshot> snapshot;
    uint64_t snapshot_number = 0;
    std::list<Task> ended;  // whose `done` is to be called with `error`
  };
  void collect(Shared&);  // where memory is too short for that, another time
  void say(std::string_view message, bool trouble = false) noexcept;
  void set_speed(float share, float turns) {
    speed_ = share;
    turns_ = turns;
  }
  void quit();

  // ---- for the working thread

  // Tasks first, then a question's or a snapshot's pieces or training, for at most `seconds` but one
  // piece at least. Whether there may be more to do at once.
  bool work(double seconds);
  void loop();  // until quit()

  // ---- for tasks

  Engine engine;

  // Trains to the step, or as long as the settings' epochs say; the task that asks ends then. An earlier
  // training's waiters are told.
  void train(std::optional<uint32_t> until);
  bool training() const { return training_; }
  // That player alone moves, or who is next; a training ends with it.
  void turn(std::string_view player);
  // Ends the training; who waits for it is told `error`, or nothing but that it has ended.
  void stop(std::string_view error = {}) noexcept;
  // After new weights: a training towards a step ends, any other goes on from the first step.
  void rebuilt(std::string_view message);
  void publish();                        // a snapshot, soon
  void give_up(const std::string& why);  // no network could be built
  void check_ready();

  // A question that takes long, in pieces; the task that asks ends with it. `begin` starts it, and starts
  // it again where the device was lost meanwhile; `step` does a piece, says whether there is more, and
  // tells the share done.
  struct Question {
    std::string name;  // "Evaluating"
    std::function<void()> begin;
    std::function<bool(double& share)> step;
  };
  void ask(std::shared_ptr<const Question>);
  void cancel();  // ends the question in work; who asked is told

 private:
  void now_busy(std::string_view) noexcept;
  bool next_task();  // takes it into now_
  void run_task();
  // The tasks of `from` end, with this error.
  void end(std::list<Task>& from, std::string_view error) noexcept;
  void picture_piece();
  void question_piece();
  void train_piece(double seconds);
  // The step to end at; asked anew for every chunk, since the settings' epochs may change.
  std::optional<uint32_t> last_step();
  void train_for(double seconds);
  void move(std::string_view player);
  // Runs `work`; where the device is lost meanwhile, once more on what recover() gives.
  void outlive_device(const std::function<void()>& work);
  // After DeviceLost, whose text is `reason`: on a new device, or the CPU.
  void recover(const std::string& reason);
  void write_status();
  void finish();  // writes the status, then lets the ended replies go

  std::mutex mutex_;
  std::condition_variable wake_;
  std::list<Task> tasks_, urgent_;  // behind mutex_, as is shared_
  Shared shared_;
  bool quit_ = false;
  std::atomic<float> speed_{1}, turns_{0};

  bool training_ = false;
  std::optional<uint32_t> until_;  // step; absent: the settings' epochs
  std::list<Task> now_, waiting_, asking_,
      ended_;                          // in work; for the end of training, of the question
  bool waits_ = false, asks_ = false;  // the task in work
  std::shared_ptr<const Question> question_;
  bool begun_ = false;         // the question
  double question_start_ = 0;  // seconds_now()
  bool wants_picture_ = false;
  std::optional<Job<std::shared_ptr<const Snapshot>>> picture_;
  bool fresh_ = false;        // new weights of which there is no snapshot yet: replies wait for it
  double picture_start_ = 0;  // seconds_now()
  double next_snapshot_ = 0, rest_until_ = 0;  // seconds_now()
  double rate_start_ = 0, rate_ = 0;           // seconds_now(), samples/s
  uint32_t rate_step_ = 0;
};

}  // namespace hourglass
