// What a session keeps, and how it asks its worker. Only session*.cpp look at it.
#pragma once
#include <algorithm>
#include <filesystem>
#include <limits>
#include <new>
#include <thread>
#include <utility>

#include "app/session.h"
#include "app/worker.h"
#include "compute/error.h"
#include "data/sources.h"
#include "model/changes.h"
#include "share/texts.h"
#include "train/checkpoint.h"

namespace hourglass {

// Without threads the page stands still while a program runs once: about a second of work.
inline constexpr double longest_run = 16e9;  // floating-point operations

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
  // Of the link that was opened.
  struct Aimed {
    Goal goal;
    Settings settings;
    Verdict verdict{};     // words where it was reached
    bool rounded = false;  // its own weights are there, and are not compared
    bool asked = false;
  };
  std::shared_ptr<Aimed> aimed;
  void look_at_aim(Session&);  // as of this poll()

  std::thread thread;

  Trainer& trainer() { return worker.engine.trainer(); }
  Pictures decoded(const std::vector<float>& codes, std::span<const Label> labels) {
    return worker.engine.pictures(worker.engine.decode(codes, labels));
  }

  template <class Value>
  static Value error_value(std::string text) {
    Value value;
    value.error = std::move(text);
    return value;
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
          const std::string told = number ? tr("Training {} steps", *number) : "Training";
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
    const std::string before = now.data;
    if (!loading.empty() && next == now)
      worker.say(tr("{} is loaded already", loading));
    else
      switch (worker.engine.apply(next)) {
        case Engine::Applied::live:
          worker.say("Changed; training goes on with it");
          worker.publish();
          break;
        case Engine::Applied::kept: worker.rebuilt("Other examples, the same weights"); break;
        case Engine::Applied::anew:
          // Not one call: a text made of the literal would be an allocation that can fail by now.
          loading.empty() && next.data == before&& worker.engine.settings().loss == next.loss
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

  // `read` may throw Error.
  void open(std::function<Checkpoint()> read, Done done) {
    const auto fetched = std::make_shared<bool>(false);
    worker.post(
        "Opening the model",
        [this, fetched, read = std::move(read)] {
          worker.check_ready();
          *fetched = open_now(read());
        },
        [this, fetched, done = std::move(done)](const std::string& error) {
          if (*fetched) fetch("mnist");
          if (done) done(error);
        });
  }

  void go_back(Engine::Back way, Done done) {
    worker.post(
        "Going back",
        [this, way] {
          worker.check_ready();
          const Settings before = worker.engine.settings();
          to_open.reset();
          if (worker.engine.go_back(way) == Engine::Applied::live) {
            worker.say(std::format("{}: {}", tr(way == Engine::Back::undo ? "Undone" : "Redone"),
                                   in_words(changes(before, worker.engine.settings()))));
            return worker.publish();
          }
          worker.stop("another network took over; call train again");
          worker.rebuilt(tr("{}: {} at step {}",
                            tr(way == Engine::Back::undo ? "Undone" : "Redone"),
                            worker.engine.settings().preset, trainer().step()));
        },
        std::move(done));
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

  // A file of this training at this step: "vae-469" and an ending.
  Session::Saved saved(std::string_view ending, std::vector<uint8_t> bytes) {
    const Trainer& trainer = this->trainer();
    return {{},
            {std::format("{}-{}{}", trainer.settings().preset, trainer.step(), ending),
             std::move(bytes)},
            trainer.step()};
  }

  Session::Saved checkpoint() {
    return saved(".safetensors", write_checkpoint(trainer(), worker.engine.curves()));
  }

  // It is opened, or loaded: no memory for saying so is no error.
  std::string opened() try {
    return tr("Opened at step {}", trainer().step());
  } catch (const std::bad_alloc&) {
    return "Opened";
  }
  std::string loaded(const std::string& asked_loss) const try {
    const Split& data = worker.engine.data();
    const std::string& source = worker.engine.settings().data;
    const std::string& loss = worker.engine.settings().loss;
    return tr("Loaded {}: {} training and {} test {}{}", source.substr(0, source.find(':')),
              data.train.count, data.test.count, tr(noun(data.test.kind).many),
              loss == asked_loss
                  ? ""
                  : tr("; loss {}, for {} takes numbers from 0 to 1", loss, asked_loss));
  } catch (const std::bad_alloc&) {
    return "Loaded";
  }
};

}  // namespace hourglass
