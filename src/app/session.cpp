// Commands across the glass, and the worker loop.
#include "app/session.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/engine.h"
#include "compute/error.h"
#include "train/benchmark.h"
#include "train/report.h"

namespace hourglass {
namespace {

// Long enough to amortise a chunk's bookkeeping, short enough that a question is answered soon.
constexpr double worker_chunk = 0.02;  // seconds
constexpr double snapshot_gap = 0.1;   // seconds; at least four times what a snapshot takes

}  // namespace

struct Session::Implementation {
  // A task runs on the worker. An Error it throws goes to `done`, and into the status.
  struct Task {
    std::string busy;
    std::function<void()> work;
    Done done;
  };

  explicit Implementation(Threading mode)
      : threading(mode), engine(mode == Threading::worker ? 1 : 0) {}

  const Threading threading;

  // Shared: behind `mutex`.
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Task> tasks;
  std::deque<std::function<void()>> replies;
  SessionStatus shared_status;
  Settings shared_settings;
  std::shared_ptr<const Snapshot> shared_snapshot;
  uint64_t shared_number = 0;
  bool quit = false;

  // The UI thread's.
  SessionStatus status;
  Settings settings;
  std::shared_ptr<const Snapshot> snapshot;
  uint64_t number = 0;
  Fetch fetch;

  // The worker's.
  Engine engine;
  bool training = false;
  std::optional<uint32_t> until;  // step
  std::vector<Done> waiting;      // for the end of training
  std::atomic<float> speed{1};
  double next_snapshot = 0, rest_until = 0;
  double rate_start = 0, rate = 0;
  uint32_t rate_step = 0;

  std::thread thread;

  void post(std::string busy, std::function<void()> work, Done done = {}) {
    {
      const std::lock_guard lock(mutex);
      tasks.push_back({std::move(busy), std::move(work), std::move(done)});
    }
    wake.notify_one();
  }

  void reply(std::function<void()> call) {
    const std::lock_guard lock(mutex);
    replies.push_back(std::move(call));
  }

  void say(std::string message, bool trouble = false) {
    const std::lock_guard lock(mutex);
    shared_status.message = std::move(message);
    shared_status.trouble = trouble;
  }

  void publish() {
    auto next = engine.snapshot(training, training ? rate : 0);
    next_snapshot = seconds_now() + std::max(snapshot_gap, 4 * engine.snapshot_seconds());
    const std::lock_guard lock(mutex);
    shared_snapshot = std::move(next);
    ++shared_number;
  }

  void update_status() {
    const std::lock_guard lock(mutex);
    SessionStatus& s = shared_status;
    s.training = training;
    s.ready = engine.ready();
    s.samples_per_second = training ? rate : 0;
    s.backend = engine.backend();
    if (engine.ready()) {
      s.step = engine.trainer().step();
      s.epoch = engine.trainer().epoch();
    }
    shared_settings = engine.settings();
  }

  void stop(const std::string& error = {}) {
    training = false;
    until.reset();
    for (Done& done : waiting)
      if (done) reply([done = std::move(done), error] { done(error); });
    waiting.clear();
  }

  void run_task(Task& task) {
    if (!task.busy.empty()) {
      const std::lock_guard lock(mutex);
      shared_status.busy = task.busy;
    }
    std::string error;
    try {
      task.work();
    } catch (const std::exception& caught) {
      error = caught.what();
      say(error, true);
    }
    if (task.done) reply([done = std::move(task.done), error] { done(error); });
    update_status();
    const std::lock_guard lock(mutex);
    shared_status.busy.clear();
  }

  // Fresh weights, old wishes: a training towards a step number ends, an endless one goes on.
  void rebuilt(std::string message) {
    if (until) stop();
    rate = 0;
    rate_step = 0;
    rate_start = seconds_now();
    say(std::move(message));
    publish();
  }

  // One turn of the work: tasks first, then training for at most `seconds`. Returns whether there
  // may be more to do at once.
  bool turn(double seconds) {
    while (true) {
      Task task;
      {
        const std::lock_guard lock(mutex);
        if (quit) return false;
        if (tasks.empty()) break;
        task = std::move(tasks.front());
        tasks.pop_front();
      }
      run_task(task);
    }
    if (!training) return false;
    const double now = seconds_now();
    if (now < rest_until) return true;
    const float share = speed;
    try {
      engine.train(std::max(1e-4, seconds * std::min(1.0f, share * 2)), until);
    } catch (const std::exception& caught) {
      stop(caught.what());
      say(caught.what(), true);
      publish();
      update_status();
      return false;
    }
    const double worked = seconds_now() - now;
    if (share < 1) rest_until = now + worked / share;
    const uint32_t step = engine.trainer().step();
    if (now - rate_start > 0.5) {
      rate = (step - rate_step) * double(engine.settings().batch) / (seconds_now() - rate_start);
      rate_start = seconds_now();
      rate_step = step;
    }
    if (until && step >= *until) {
      stop();
      say(std::format("Trained to step {}", step));
    }
    if (!training || seconds_now() >= next_snapshot) publish();
    update_status();
    return training;
  }

  void loop() {
    while (true) {
      const bool more = turn(worker_chunk);
      std::unique_lock lock(mutex);
      if (quit) return;
      if (!more) {
        wake.wait(lock, [&] { return quit || !tasks.empty(); });
      } else if (const double rest = rest_until - seconds_now(); rest > 0) {
        wake.wait_for(lock, std::chrono::duration<double>(rest),
                      [&] { return quit || !tasks.empty(); });
      }
    }
  }

  void check_ready() const {
    if (!engine.ready()) fail("nothing is built yet; wait until ready");
  }
};

Session::Session(const Settings& settings, Threading threading, Fetch fetch)
    : implementation_(std::make_unique<Implementation>(threading)) {
  implementation_->fetch = std::move(fetch);
  implementation_->settings = implementation_->shared_settings = settings;
  apply(settings);
  if (threading == Threading::worker)
    implementation_->thread = std::thread([i = implementation_.get()] { i->loop(); });
}

Session::~Session() {
  {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->quit = true;
  }
  implementation_->wake.notify_one();
  if (implementation_->thread.joinable()) implementation_->thread.join();
}

void Session::apply(const Settings& wanted, Done done) {
  auto* i = implementation_.get();
  Settings settings = wanted;
  if (i->fetch && settings.data == "mnist" && i->settings.data != "mnist") {
    settings.data = i->status.ready ? i->settings.data : "strokes";
    i->fetch("mnist");
  }
  i->post("Building the network", [i, settings] {
    const bool first = !i->engine.ready();
    if (i->engine.apply(settings)) i->rebuilt(first ? "Ready" : "Rebuilt: fresh weights");
    else i->say("Changed; training goes on with it");
  }, std::move(done));
}

void Session::load(std::string source, Done done) {
  auto* i = implementation_.get();
  if (i->fetch && source == "mnist") {
    i->fetch(source);
    if (done) i->reply([done = std::move(done)] { done({}); });
    return;
  }
  i->post("Reading " + source, [i, source] {
    Settings next = i->engine.settings();
    next.data = source;
    i->engine.apply(next);
    i->rebuilt(std::format("Loaded {}: {} training and {} test images", source,
                           i->engine.data().train.count, i->engine.data().test.count));
  }, std::move(done));
}

void Session::load(std::vector<NamedBytes> files, Done done) {
  auto* i = implementation_.get();
  i->post("Reading files", [i, files = std::move(files)] {
    i->check_ready();
    i->engine.use(dataset_from_files(files));
    i->rebuilt(std::format("Loaded {}: {} training and {} test images",
                           i->engine.data().train.name, i->engine.data().train.count,
                           i->engine.data().test.count));
  }, std::move(done));
}

void Session::report(std::string message, bool trouble) {
  implementation_->say(std::move(message), trouble);
}

void Session::train(std::optional<uint32_t> steps, Done done) {
  auto* i = implementation_.get();
  i->post({}, [i, steps, done = std::move(done)]() mutable {
    i->check_ready();
    if (!i->training) {
      i->rate_start = seconds_now();
      i->rate_step = i->engine.trainer().step();
    }
    i->training = true;
    i->until.reset();
    const uint32_t epochs = i->engine.settings().epochs;
    if (steps) i->until = i->engine.trainer().step() + *steps;
    else if (epochs > 0) i->until = std::max(i->engine.trainer().steps_in(epochs), i->engine.trainer().step());
    if (done) i->waiting.push_back(std::move(done));
    i->say(steps ? std::format("Training {} steps", *steps) : "Training");
  });
}

void Session::pause(Done done) {
  auto* i = implementation_.get();
  i->post({}, [i] {
    const bool was = i->training;
    i->stop();
    if (!was) return;
    i->say("Paused");
    i->publish();
  }, std::move(done));
}

void Session::reset(Done done) {
  auto* i = implementation_.get();
  i->post("Building the network", [i] {
    i->check_ready();
    i->stop();
    i->engine.reset();
    i->rebuilt("Reset: fresh weights of the same seed");
  }, std::move(done));
}

void Session::set_speed(float share) {
  implementation_->speed = std::clamp(share, 0.001f, 1.0f);
}

namespace {

// Runs `make` on the worker and sends what it gives, or the error in its place.
template <class Value, class Implementation, class Make>
void answer(Implementation* i, Session::Reply<Value> reply, Make make) {
  i->post({}, [i, reply = std::move(reply), make = std::move(make)]() mutable {
    Value value;
    try {
      i->check_ready();
      value = make();
    } catch (const std::exception& error) {
      if constexpr (requires { value.error; }) value.error = error.what();
      else value = Value{{"error", error.what()}};
    }
    i->reply([reply = std::move(reply), value = std::move(value)]() mutable {
      reply(std::move(value));
    });
  });
}

}  // namespace

void Session::encode(Pictures pictures, Reply<Codes> reply) {
  auto* i = implementation_.get();
  answer<Codes>(i, std::move(reply), [i, pictures = std::move(pictures)] {
    Trainer::Codes found = i->engine.trainer().encode(pictures.pixels);
    const uint32_t size = i->engine.settings().code;
    return Codes{{},
                 static_cast<uint32_t>(found.mean.size() / size),
                 size,
                 std::move(found.mean),
                 std::move(found.log_variance)};
  });
}

void Session::decode(std::vector<float> codes, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  answer<Decoded>(i, std::move(reply), [i, codes = std::move(codes)] {
    return Decoded{{}, i->engine.pictures(i->engine.trainer().decode(codes))};
  });
}

void Session::sample(uint32_t count, uint64_t seed, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  answer<Decoded>(i, std::move(reply), [i, count, seed] {
    return Decoded{{}, i->engine.pictures(i->engine.trainer().decode(i->engine.prior_codes(count, seed)))};
  });
}

void Session::blend(uint32_t a, uint32_t b, uint32_t steps, Reply<Blend> reply) {
  auto* i = implementation_.get();
  answer<Blend>(i, std::move(reply), [i, a, b, steps] {
    const Dataset& test = i->engine.data().test;
    if (a >= test.count || b >= test.count)
      fail("blend: images {} and {}, the test split has {}; choose from 0 to {}", a, b, test.count,
           test.count - 1);
    if (steps < 2 || steps > 1000) fail("blend: {} steps; choose from 2 to 1000", steps);
    const std::vector<float> from = pixels_of(test, a, 1), to = pixels_of(test, b, 1);
    const auto mean = [&](const std::vector<float>& image) {
      return i->engine.trainer().encode(image).mean;
    };
    const auto mixed = [&](const std::vector<float>& first, const std::vector<float>& last) {
      std::vector<float> rows;
      for (uint32_t s = 0; s < steps; ++s) {
        const float t = static_cast<float>(s) / static_cast<float>(steps - 1);
        for (size_t j = 0; j < first.size(); ++j) rows.push_back((1 - t) * first[j] + t * last[j]);
      }
      return rows;
    };
    return Blend{{},
                 i->engine.pictures(i->engine.trainer().decode(mixed(mean(from), mean(to)))),
                 i->engine.pictures(mixed(from, to))};
  });
}

void Session::evaluate(std::string split, uint32_t importance_samples, Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  answer<nlohmann::json>(i, std::move(reply), [i, split, importance_samples] {
    if (split != "train" && split != "test")
      fail("evaluate: '{}' is no split; choose train or test", split);
    const Split& data = i->engine.data();
    return evaluation_report(i->engine.trainer(), split == "train" ? data.train : data.test,
                             importance_samples);
  });
}

void Session::weights_hash(Reply<std::string> reply) {
  auto* i = implementation_.get();
  i->post({}, [i, reply = std::move(reply)] {
    std::string hash = i->engine.ready() ? i->engine.trainer().weights_hash() : "";
    i->reply([reply, hash] { reply(hash); });
  });
}

void Session::bench(std::string workload, double seconds, Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  answer<nlohmann::json>(i, std::move(reply), [workload, seconds, i] {
    return run_benchmark(workload, seconds, {i->engine.settings().threads, i->engine.settings().reproducible});
  });
}

void Session::poll(double slice) {
  auto* i = implementation_.get();
  if (i->threading == Threading::slices) i->turn(slice);
  std::deque<std::function<void()>> replies;
  {
    const std::lock_guard lock(i->mutex);
    replies.swap(i->replies);
    i->status = i->shared_status;
    i->settings = i->shared_settings;
    i->snapshot = i->shared_snapshot;
    i->number = i->shared_number;
  }
  for (auto& call : replies) call();
}

const SessionStatus& Session::status() const { return implementation_->status; }
const Settings& Session::settings() const { return implementation_->settings; }
std::shared_ptr<const Snapshot> Session::snapshot() const { return implementation_->snapshot; }
uint64_t Session::snapshot_number() const { return implementation_->number; }

}  // namespace hourglass
