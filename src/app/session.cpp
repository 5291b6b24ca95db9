// Commands and questions, as tasks for the worker.
#include "app/session.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "app/worker.h"
#include "compute/error.h"
#include "train/benchmark.h"
#include "train/report.h"

namespace hourglass {

struct Session::Implementation {
  Implementation(Threading mode, Fetch how)
      : threading(mode), fetch(std::move(how)), worker(mode == Threading::worker ? 1 : 0) {}

  const Threading threading;
  const Fetch fetch;
  Worker worker;
  Worker::Shared seen;  // as of the last poll()
  Settings wanted;      // as last asked for, while the worker is still at it
  uint32_t asked = 0;   // apply() calls that the worker has not ended
  std::thread thread;

  Trainer& trainer() { return worker.engine.trainer(); }
  Pictures decoded(const std::vector<float>& codes) {
    return worker.engine.pictures(trainer().decode(codes));
  }

  // Runs `make` as a task and sends what it gives, or the error in its place.
  template <class Value, class Make>
  void answer(Reply<Value> reply, Make make) {
    worker.post({}, [this, reply = std::move(reply), make = std::move(make)]() mutable {
      Value value;
      try {
        worker.check_ready();
        value = worker.outlive_device(make);
      } catch (const std::exception& error) {
        if constexpr (requires { value.error; })
          value.error = text_of(error);
        else
          value = Value{{"error", text_of(error)}};
      }
      worker.reply([reply = std::move(reply), value = std::move(value)]() mutable {
        reply(std::move(value));
      });
    });
  }

  // `steps` is asked when the task's turn has come: a change queued before it counts.
  void train(std::function<std::optional<uint32_t>()> steps, Done done) {
    worker.post({}, [this, steps = std::move(steps), done = std::move(done)] {
      try {
        worker.check_ready();
        const uint32_t step = trainer().step();
        const std::optional<uint32_t> number = steps();
        std::optional<uint32_t> until;
        if (number) until = step + std::min(*number, std::numeric_limits<uint32_t>::max() - step);
        worker.train(until, done);
        worker.say(number ? std::format("Training {} steps", *number) : "Training");
      } catch (const std::exception& error) {
        if (done) worker.reply([done, text = text_of(error)] { done(text); });
        throw;
      }
    });
  }

  // What the session begins with must come to stand: where its data cannot be had, strokes can.
  void build_first(Settings settings) {
    try {
      worker.engine.apply(settings);
      worker.rebuilt("Ready");
    } catch (const std::exception& error) {
      if (settings.data == Settings{}.data) throw;
      settings.data = Settings{}.data;
      worker.engine.apply(settings);
      worker.rebuilt({});
      worker.say(text_of(error), true);
    }
  }

  std::string loaded() const {
    const Split& data = worker.engine.data();
    const std::string& source = worker.engine.settings().data;
    return std::format("Loaded {}: {} training and {} test images",
                       source.substr(0, source.find(':')), data.train.count, data.test.count);
  }
};

Session::Session(const Settings& settings, Threading threading, Fetch fetch)
    : implementation_(std::make_unique<Implementation>(threading, std::move(fetch))) {
  auto* i = implementation_.get();
  i->wanted = i->seen.settings = settings;
  const bool fetched = i->fetch && settings.data == "mnist";
  if (fetched) i->seen.settings.data = Settings{}.data;
  i->worker.post("Building the network", [i, first = i->seen.settings] { i->build_first(first); });
  if (threading == Threading::worker) i->thread = std::thread([i] { i->worker.loop(); });
  if (fetched) i->fetch(settings.data);
}

Session::~Session() {
  implementation_->worker.quit();
  if (implementation_->thread.joinable()) implementation_->thread.join();
}

void Session::apply(const Settings& wanted, Done done) {
  auto* i = implementation_.get();
  Settings settings = wanted;
  const bool fetched = i->fetch && wanted.data == "mnist" && this->settings().data != "mnist";
  if (fetched) settings.data = this->settings().data;
  i->wanted = settings;
  ++i->asked;
  i->worker.post(
      "Building the network",
      [i, settings] {
        if (i->worker.engine.apply(settings))
          i->worker.rebuilt("Rebuilt: fresh weights");
        else
          i->worker.say("Changed; training goes on with it");
      },
      [i, done = std::move(done)](const std::string& error) {
        --i->asked;
        if (done) done(error);
      });
  if (fetched) i->fetch(wanted.data);
}

void Session::load(std::string source, Done done) {
  auto* i = implementation_.get();
  if (i->fetch && source == "mnist") {
    i->worker.post({}, [] {}, std::move(done));
    i->fetch(source);
    return;
  }
  i->worker.post(
      "Reading " + source,
      [i, source] {
        i->worker.check_ready();
        Settings next = i->worker.engine.settings();
        next.data = source;
        if (i->worker.engine.apply(next))
          i->worker.rebuilt(i->loaded());
        else
          i->worker.say(source + " is loaded already");
      },
      std::move(done));
}

void Session::load(std::vector<NamedBytes> files, Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      "Reading files",
      [i, files = std::move(files)] {
        i->worker.check_ready();
        i->worker.engine.use(dataset_from_files(files));
        i->worker.rebuilt(i->loaded());
      },
      std::move(done));
}

void Session::report(std::string message, bool trouble) {
  // Seen at once, not a poll later: who asks in between would be told what is past.
  SessionStatus& seen = implementation_->seen.status;
  seen.message = message;
  seen.trouble = trouble;
  implementation_->worker.say(std::move(message), trouble);
}

void Session::train(std::optional<uint32_t> steps, Done done) {
  implementation_->train([steps] { return steps; }, std::move(done));
}

void Session::train_epochs(double epochs, Done done) {
  auto* i = implementation_.get();
  i->train([i, epochs] { return std::max(1u, i->trainer().steps_in(epochs)); }, std::move(done));
}

void Session::pause(Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      {},
      [i] {
        if (!i->worker.training()) return;
        i->worker.stop();
        i->worker.say("Paused");
        i->worker.publish();
      },
      std::move(done));
}

void Session::reset(Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      "Building the network",
      [i] {
        i->worker.check_ready();
        i->worker.stop("reset ended the training; call train again");
        i->worker.engine.reset();
        i->worker.rebuilt("Reset: fresh weights of the same seed");
      },
      std::move(done));
}

void Session::set_speed(float share) {
  implementation_->worker.set_speed(std::clamp(share, 0.001f, 1.0f));
}

void Session::encode(Pictures pictures, Reply<Codes> reply) {
  auto* i = implementation_.get();
  i->answer<Codes>(std::move(reply), [i, pictures = std::move(pictures)] {
    Trainer::Codes found = i->trainer().encode(pictures.pixels);
    const uint32_t size = i->worker.engine.settings().code;
    const auto count = static_cast<uint32_t>(found.mean.size() / size);
    return Codes{{}, count, size, std::move(found.mean), std::move(found.log_variance)};
  });
}

void Session::decode(std::vector<float> codes, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply),
                     [i, codes = std::move(codes)] { return Decoded{{}, i->decoded(codes)}; });
}

void Session::sample(uint32_t count, uint64_t seed, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, count, seed] {
    return Decoded{{}, i->decoded(i->worker.engine.prior_codes(count, seed))};
  });
}

void Session::blend(uint32_t from, uint32_t to, uint32_t steps, Reply<Blend> reply) {
  auto* i = implementation_.get();
  i->answer<Blend>(std::move(reply), [i, from, to, steps] {
    const Dataset& test = i->worker.engine.data().test;
    if (from >= test.count || to >= test.count)
      fail("blend: images {} and {}, the test split has {}; choose from 0 to {}", from, to,
           test.count, test.count - 1);
    if (steps < 2) fail("blend: {} steps; give 2 or more", steps);
    const auto mixed = [&](const std::vector<float>& first, const std::vector<float>& last) {
      std::vector<float> rows;
      for (uint32_t s = 0; s < steps; ++s) {
        const float t = static_cast<float>(s) / static_cast<float>(steps - 1);
        for (size_t j = 0; j < first.size(); ++j) rows.push_back((1 - t) * first[j] + t * last[j]);
      }
      return rows;
    };
    const std::vector<float> first = pixels_of(test, from, 1), last = pixels_of(test, to, 1);
    return Blend{{},
                 i->decoded(mixed(i->trainer().encode(first).mean, i->trainer().encode(last).mean)),
                 i->worker.engine.pictures(mixed(first, last))};
  });
}

void Session::evaluate(std::string split, uint32_t importance_samples,
                       Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  i->answer<nlohmann::json>(std::move(reply), [i, split, importance_samples] {
    if (split != "train" && split != "test")
      fail("evaluate: '{}' is no split; choose train or test", split);
    const Split& data = i->worker.engine.data();
    return evaluation_report(i->trainer(), split == "train" ? data.train : data.test,
                             importance_samples);
  });
}

void Session::weights_hash(Reply<std::string> reply) {
  auto* i = implementation_.get();
  i->worker.post({}, [i, reply = std::move(reply)] {
    const std::string hash = i->worker.engine.ready() ? i->trainer().weights_hash() : "";
    i->worker.reply([reply, hash] { reply(hash); });
  });
}

void Session::bench(std::string workload, double seconds, std::string backend,
                    Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  i->answer<nlohmann::json>(std::move(reply), [workload, seconds, backend, i] {
    const std::string& wanted = backend.empty() ? i->worker.engine.settings().backend : backend;
    return run_benchmark(workload, seconds, *i->worker.engine.another_backend(wanted));
  });
}

void Session::poll(double slice) {
  auto* i = implementation_.get();
  if (i->threading == Threading::slices) i->worker.work(slice);
  const Settings before = i->seen.settings;
  i->worker.collect(i->seen);
  if (!i->seen.status.ready) i->seen.settings = before;
  for (auto& call : std::exchange(i->seen.replies, {})) call();
}

const SessionStatus& Session::status() const { return implementation_->seen.status; }
// While changes are on their way, what was asked for: the next change is made to that.
const Settings& Session::settings() const {
  return implementation_->asked > 0 ? implementation_->wanted : implementation_->seen.settings;
}
std::shared_ptr<const Snapshot> Session::snapshot() const { return implementation_->seen.snapshot; }
uint64_t Session::snapshot_number() const { return implementation_->seen.snapshot_number; }

}  // namespace hourglass
