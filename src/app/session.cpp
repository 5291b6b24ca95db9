// Commands and questions, as tasks for the worker.
#include "app/session.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "app/worker.h"
#include "compute/error.h"
#include "data/pixels.h"
#include "data/sources.h"
#include "train/benchmark.h"
#include "train/blending.h"
#include "train/checkpoint.h"
#include "train/generated.h"
#include "train/report.h"

namespace hourglass {

namespace {

// Without threads the page stands still while a program runs once: about a second of work.
constexpr double longest_run = 16e9;  // floating-point operations

}  // namespace

struct Session::Implementation {
  Implementation(Threading mode, Fetch how, const Backends::Wrap& wrap)
      : threading(mode),
        fetch(std::move(how)),
        worker(mode == Threading::worker ? 1 : 0, mode == Threading::worker ? 0 : longest_run,
               wrap) {}

  const Threading threading;
  const Fetch fetch;
  Worker worker;
  Worker::Shared seen;                // as of the last poll()
  Settings wanted;                    // as last asked for, while the worker is still at it
  uint32_t asked = 0;                 // changes that the worker has not ended
  std::optional<Checkpoint> to_open;  // the worker's: when its data are here
  std::thread thread;

  Trainer& trainer() { return worker.engine.trainer(); }
  Pictures decoded(const std::vector<float>& codes, std::span<const Label> labels) {
    return worker.engine.pictures(worker.engine.decode(codes, labels));
  }

  template <class Value>
  static Value error_value(std::string text) {
    if constexpr (requires(Value value) { value.error; }) {
      Value value;
      value.error = std::move(text);
      return value;
    } else {
      return Value{{"error", std::move(text)}};
    }
  }

  // Runs `make` as a task and sends what it gives, or the error in its place.
  template <class Value, class Make>
  void answer(Reply<Value> reply, Make make) {
    const auto value = std::make_shared<Value>();
    worker.post(
        {},
        [this, value, make = std::move(make)] {
          worker.check_ready();
          *value = make();
        },
        [reply = std::move(reply), value](const std::string& error) {
          reply(error.empty() ? std::move(*value) : error_value<Value>(error));
        },
        Worker::When::between);
  }

  // Asks `make` for a job when its turn has come, and sends what that gives, or the error.
  template <class Value, class Make>
  void answer_long(std::string name, Reply<Value> reply, Make make) {
    struct Asked {
      Make make;  // outlives the job, which may hold on to what it keeps
      std::optional<Job<Value>> job;
    };
    const auto asked_for = std::make_shared<Asked>(std::move(make));
    const auto value = std::make_shared<Value>();
    // Only the question knows the job, so that it ends with it, on the worker's thread.
    auto question = std::make_shared<const Worker::Question>(
        std::move(name),
        [asked_for] {
          asked_for->job.reset();
          asked_for->job.emplace(asked_for->make());
        },
        [asked_for, value](double& share) {
          Job<Value>& job = *asked_for->job;
          const bool more = job.step();
          share = job.share();
          if (!more) *value = job.take();
          return more;
        });
    worker.post(
        {},
        [this, question = std::move(question)] {
          worker.check_ready();
          worker.ask(question);
        },
        [reply = std::move(reply), value](const std::string& error) {
          reply(error.empty() ? std::move(*value) : error_value<Value>(error));
        });
  }

  // `steps` is asked when the task's turn has come: a change queued before it counts.
  void train(std::function<std::optional<uint32_t>()> steps, Done done) {
    worker.post(
        {},
        [this, steps = std::move(steps)] {
          worker.check_ready();
          const uint32_t step = trainer().step();
          const std::optional<uint32_t> number = steps();
          std::optional<uint32_t> until;
          if (number) until = step + std::min(*number, std::numeric_limits<uint32_t>::max() - step);
          const std::string told = number ? std::format("Training {} steps", *number) : "Training";
          worker.train(until);
          worker.say(told);
        },
        std::move(done), Worker::When::between);
  }

  // What the session begins with must come to stand: where its device, its data or its network cannot
  // be had, others can.
  void build_first(const Settings& settings) {
    std::string trouble;
    bool lost = false;
    const auto stands = [&](const Settings& first) {
      try {
        worker.engine.apply(first);
        worker.rebuilt("Ready");
        if (!trouble.empty()) worker.say(trouble, true);
        return true;
      } catch (const std::exception& error) {
        lost = dynamic_cast<const DeviceLost*>(&error);
        if (trouble.empty()) trouble = text_of(error);
        return false;
      }
    };
    if (stands(settings)) return;
    Settings on_cpu = settings, strokes = settings, least;
    on_cpu.backend = strokes.backend = least.backend = "cpu";
    strokes.data = least.data;
    if ((lost && stands(on_cpu)) || stands(strokes) || stands(least)) return;
    worker.give_up(trouble);
  }

  // A change as a task. Data that must be fetched come later, as files; what else changes does so now.
  // Whether something is to be fetched.
  bool change_now(const Edit& edit, const std::string& loading) {
    const Settings& now = worker.engine.settings();
    Settings next = now;
    edit(next);
    const bool fetched = fetch && next.data == "mnist" && now.data != "mnist";
    if (fetched) {
      next.data = now.data;
      if (next == now && worker.engine.ready()) return true;
    }
    const std::optional<Checkpoint> next_to_open = std::exchange(to_open, {});
    if (!loading.empty() && next == now)
      worker.say(loading + " is loaded already");
    else
      switch (worker.engine.apply(next)) {
        case Engine::Applied::live:
          worker.say("Changed; training goes on with it");
          worker.publish();
          break;
        case Engine::Applied::kept: worker.rebuilt("Other examples, the same weights"); break;
        case Engine::Applied::anew:
          // Not one call: a text made of the literal would be an allocation that can fail by now.
          loading.empty() && worker.engine.settings().loss == next.loss
              ? worker.rebuilt("Rebuilt: fresh weights")
              : worker.rebuilt(loaded(next.loss));
      }
    if (!loading.empty() && next_to_open) open_now(*next_to_open);
    return fetched;
  }

  // Whether its data are to be fetched first.
  bool open_now(Checkpoint saved) {
    std::string& data = saved.settings.data;
    const std::string base(base_name(data));
    constexpr std::string_view elsewhere = "mnist:";
    std::error_code error;
    if (fetch && base.starts_with(elsewhere) &&
        !std::filesystem::exists(base.substr(elsewhere.size()), error))
      data.replace(0, base.size(), "mnist");
    if (fetch && base_name(data) == "mnist" &&
        base_name(worker.engine.settings().data) != "mnist") {
      to_open = std::move(saved);
      worker.say("The model's data come first");
      return true;
    }
    const std::string told = worker.engine.open(saved);
    worker.stop("a model was opened and the training ended; call train again");
    worker.rebuilt(opened());
    if (!told.empty()) worker.say(told, true);
    return false;
  }

  void change(std::string busy, const std::string& loading, Edit edit, Done done,
              const Settings& settings) {
    try {
      wanted = settings;
      edit(wanted);
    } catch (const std::exception&) {
      wanted = settings;  // the task will say what is wrong
    }
    const auto fetched = std::make_shared<bool>(false);
    worker.post(
        std::move(busy), [this, edit, loading, fetched] { *fetched = change_now(edit, loading); },
        [this, done = std::move(done), fetched](const std::string& error) {
          --asked;
          if (*fetched) fetch("mnist");
          if (done) done(error);
        });
    ++asked;  // its end comes in a poll() after this
  }

  // It is opened, or loaded: no memory for saying so is no error.
  std::string opened() try {
    return std::format("Opened at step {}", trainer().step());
  } catch (const std::bad_alloc&) {
    return "Opened";
  }
  std::string loaded(const std::string& asked_loss) const try {
    const Split& data = worker.engine.data();
    const std::string& source = worker.engine.settings().data;
    const std::string& loss = worker.engine.settings().loss;
    return std::format(
        "Loaded {}: {} training and {} test {}{}", source.substr(0, source.find(':')),
        data.train.count, data.test.count, noun(data.test.kind).many,
        loss == asked_loss
            ? ""
            : std::format("; loss {}, for {} takes numbers from 0 to 1", loss, asked_loss));
  } catch (const std::bad_alloc&) {
    return "Loaded";
  }
};

Session::Session(const Settings& settings, Threading threading, Fetch fetch, Backends::Wrap wrap)
    : implementation_(std::make_unique<Implementation>(threading, std::move(fetch), wrap)) {
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

void Session::change(Edit edit, Done done) {
  implementation_->change("Building the network", {}, std::move(edit), std::move(done), settings());
}

void Session::load(std::string source, Done done) {
  const std::string busy = "Reading " + source.substr(0, 60);  // it is drawn each frame
  implementation_->change(
      busy, source, [source](Settings& s) { set(s, "data", source); }, std::move(done), settings());
}

void Session::load(std::vector<NamedBytes> files, Done done, std::string called) {
  auto* i = implementation_.get();
  i->worker.post(
      "Reading files",
      [i, files = std::move(files), called = std::move(called)] {
        i->worker.check_ready();
        const std::string loss = i->worker.engine.settings().loss;
        const std::optional<Checkpoint> next_to_open = std::exchange(i->to_open, {});
        i->worker.engine.use(dataset_from_files(files), called);
        i->worker.rebuilt(i->loaded(loss));
        if (next_to_open) i->open_now(*next_to_open);
      },
      std::move(done));
}

void Session::report(std::string message, bool trouble) {
  // Seen at once, not a poll later: who asks in between would be told what is past.
  SessionStatus& seen = implementation_->seen.status;
  seen.message = message;
  seen.trouble = trouble;
  implementation_->worker.say(message, trouble);
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
  const auto stop = [i] {
    if (!i->worker.training()) return;
    i->worker.stop();
    i->worker.say("Paused");
    i->worker.publish();
  };
  // At once; and once more in turn, for a training that was asked for before this and waits.
  i->worker.post_urgent(stop);
  i->worker.post({}, stop, std::move(done), Worker::When::between);
}

void Session::cancel(Done done) {
  auto* i = implementation_.get();
  i->worker.post_urgent([i] { i->worker.cancel(); }, std::move(done));
}

void Session::reset(Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      "Building the network",
      [i] {
        i->worker.check_ready();
        i->to_open.reset();
        i->worker.stop("reset ended the training; call train again");
        i->worker.engine.reset();
        i->worker.rebuilt("Reset: fresh weights of the same seed");
      },
      std::move(done));
}

void Session::save(Reply<Saved> reply) {
  auto* i = implementation_.get();
  i->answer<Saved>(std::move(reply), [i] {
    const Trainer& trainer = i->trainer();
    return Saved{{},
                 {std::format("{}-{}.safetensors", trainer.settings().preset, trainer.step()),
                  write_checkpoint(trainer)},
                 trainer.step()};
  });
}

void Session::open(NamedBytes file, Done done) {
  auto* i = implementation_.get();
  const auto fetched = std::make_shared<bool>(false);
  i->worker.post(
      "Opening the model",
      [i, fetched, file = std::move(file)] {
        i->worker.check_ready();
        *fetched = i->open_now(read_checkpoint(file.bytes, file.name));
      },
      [i, fetched, done = std::move(done)](const std::string& error) {
        if (*fetched) i->fetch("mnist");
        if (done) done(error);
      });
}

void Session::use_encoder(Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      "Building the network",
      [i] {
        i->worker.check_ready();
        i->worker.stop("another network ended the training; call train again");
        i->worker.engine.use_encoder();
        i->worker.rebuilt("A classifier that begins with the encoder of before");
      },
      std::move(done));
}

void Session::turn(std::string player, Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      {},
      [i, player = std::move(player)] {
        i->worker.check_ready();
        const std::string who = player.empty() ? i->trainer().next_in_turn() : player;
        i->worker.turn(player);
        i->worker.say(std::format("Moved alone: {}", who));
      },
      std::move(done));
}

void Session::set_speed(float share, float turns) {
  implementation_->worker.set_speed(std::clamp(share, 0.001f, 1.0f), turns);
}

void Session::encode(Pictures pictures, Reply<Codes> reply) {
  auto* i = implementation_.get();
  i->answer<Codes>(std::move(reply), [i, pictures = std::move(pictures)] {
    hourglass::Codes found = i->trainer().codec().encode(pictures.pixels);
    const uint32_t size = i->worker.engine.settings().code;
    const auto count = static_cast<uint32_t>(found.mean.size() / size);
    return Codes{{}, count, size, std::move(found.mean), std::move(found.log_variance)};
  });
}

void Session::decode(std::vector<float> codes, std::optional<Label> as, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, as, codes = std::move(codes)] {
    return Decoded{{}, i->decoded(codes, as ? std::span(&*as, 1) : std::span<const Label>{})};
  });
}

void Session::sample(uint32_t count, uint64_t seed, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, count, seed] {
    Engine& engine = i->worker.engine;
    return Decoded{{}, engine.pictures(engine.sample(count, seed))};
  });
}

void Session::blend(uint32_t from, uint32_t to, uint32_t steps, Reply<Blend> reply) {
  auto* i = implementation_.get();
  i->answer<Blend>(std::move(reply), [i, from, to, steps] {
    Engine& engine = i->worker.engine;
    Blending both = hourglass::blend(i->trainer().codec(), engine.data().test, from, to, steps);
    return Blend{
        {}, engine.pictures(std::move(both.latent)), engine.pictures(std::move(both.pixels))};
  });
}

void Session::evaluate(std::string split, Besides besides, Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  i->answer_long<nlohmann::json>("Evaluating", std::move(reply), [i, split, besides] {
    if (split != "train" && split != "test")
      fail("evaluate: '{}' is no split; choose train or test", split);
    const Split& data = i->worker.engine.data();
    return evaluation_reporting(i->trainer(), split == "train" ? data.train : data.test,
                                {.importance_samples = besides.importance_samples,
                                 .pca_of = besides.pca ? &data.train : nullptr,
                                 .generated_of = besides.generated > 0 ? &data.train : nullptr,
                                 .generated = besides.generated,
                                 .probe_of = besides.probe ? &data.train : nullptr});
  });
}

void Session::weights_hash(Reply<Hash> reply) {
  auto* i = implementation_.get();
  i->answer<Hash>(std::move(reply), [i] { return Hash{{}, i->trainer().weights_hash()}; });
}

void Session::filters(uint32_t layer, uint32_t most, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, layer, most] {
    return Decoded{{}, i->worker.engine.filters(layer, most)};
  });
}

namespace {

Job<Session::Decoded> picking_nearest(const Engine& engine, std::vector<float> examples) {
  const Dataset among = engine.data().train;
  Job<Nearest> finding = finding_nearest(std::move(examples), among);
  while (finding.step()) co_yield finding.share();
  const Dataset found = pick(among, finding.take().which);
  co_return Session::Decoded{{}, engine.pictures(pixels_of(found, 0, found.count))};
}

}  // namespace

void Session::nearest(Pictures examples, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer_long<Decoded>(
      "Looking for what is most like them", std::move(reply), [i, examples = std::move(examples)] {
        if (examples.features() != i->worker.engine.data().train.example.features())
          fail("nearest: the data are others by now; ask again");
        return picking_nearest(i->worker.engine, examples.pixels);
      });
}

void Session::bench(std::string workload, double seconds, std::string backend,
                    Reply<nlohmann::json> reply) {
  auto* i = implementation_.get();
  const auto on = std::make_shared<std::unique_ptr<Backend>>();  // as long as the job
  i->answer_long<nlohmann::json>(
      "Measuring " + workload, std::move(reply), [workload, seconds, backend, i, on] {
        const std::string& wanted = backend.empty() ? i->worker.engine.settings().backend : backend;
        *on = i->worker.engine.another_backend(wanted);
        return benchmarking(workload, seconds, **on);
      });
}

void Session::poll(double slice) {
  auto* i = implementation_.get();
  if (i->threading == Threading::slices) i->worker.work(slice);
  const Settings before = i->seen.settings;
  i->worker.collect(i->seen);
  if (!i->seen.status.ready) i->seen.settings = before;
  while (!i->seen.ended.empty()) {
    // One by one: where an answer throws, the others come at the next poll.
    std::list<Worker::Task> ended;
    ended.splice(ended.end(), i->seen.ended, i->seen.ended.begin());
    if (ended.front().done) ended.front().done(ended.front().error);
  }
}

const SessionStatus& Session::status() const { return implementation_->seen.status; }
bool Session::changing() const { return implementation_->asked > 0; }
// While changes are on their way, what was asked for: the next change is made to that.
const Settings& Session::settings() const {
  return changing() ? implementation_->wanted : implementation_->seen.settings;
}
std::shared_ptr<const Snapshot> Session::snapshot() const { return implementation_->seen.snapshot; }
uint64_t Session::snapshot_number() const { return implementation_->seen.snapshot_number; }

}  // namespace hourglass
