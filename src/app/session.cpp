// What changes a session, as tasks for the worker.
#include "app/session_implementation.h"
#include "share/texts.h"

namespace hourglass {

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
  const std::string busy = tr("Reading {}", source.substr(0, 60));  // it is drawn each frame
  implementation_->change(
      busy, source, [source](Settings& s) { set(s, "data", source); }, std::move(done), settings());
}

void Session::load(std::vector<NamedBytes> files, Done done, std::string called) {
  auto* i = implementation_.get();
  i->worker.post(
      "Reading files",
      [i, files = std::make_shared<const std::vector<NamedBytes>>(std::move(files)),
       called = std::move(called)] {
        i->worker.check_ready();
        const std::string loss = i->worker.engine.settings().loss;
        const std::optional<Checkpoint> next_to_open = std::exchange(i->to_open, {});
        std::string name = called;
        Split split = dataset_from_files(*files, name);
        i->worker.engine.use(std::move(split), name, read_in_ways(*files) ? files : nullptr);
        i->worker.rebuilt(i->loaded(loss));
        if (next_to_open) i->open_now(*next_to_open);
      },
      std::move(done));
}

void Session::add_yours(Pictures picture, Label label, Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      {},
      [i, label, picture = std::move(picture)] {
        i->worker.check_ready();
        i->worker.engine.add_yours(picture, label);
        i->worker.say(picture.count == 0 ? "Yours are gone from the test images"
                                         : "Yours stands in front of the test images");
        i->worker.publish();
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
  i->answer<Saved>(std::move(reply), [i] { return i->checkpoint(); });
}

void Session::autosave(Reply<Saved> reply) {
  auto* i = implementation_.get();
  // Judged when its turn has come: a change queued before it may have built another network.
  i->answer<Saved>(std::move(reply), [i]() -> Saved {
    constexpr uint32_t most = 5'000'000;  // weights: with what the optimiser keeps some 60 MB
    if (i->trainer().step() == 0 || i->trainer().network().parameter_count() > most) return {};
    try {
      return i->checkpoint();
    } catch (const std::bad_alloc&) {
      return {};
    }
  });
}

void Session::open(NamedBytes file, Done done) {
  implementation_->open([file = std::move(file)] { return read_checkpoint(file.bytes, file.name); },
                        std::move(done));
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

void Session::undo(Done done) { implementation_->go_back(Engine::Back::undo, std::move(done)); }
void Session::redo(Done done) { implementation_->go_back(Engine::Back::redo, std::move(done)); }

void Session::turn(std::string player, Done done) {
  auto* i = implementation_.get();
  i->worker.post(
      {},
      [i, player = std::move(player)] {
        i->worker.check_ready();
        const std::string who = player.empty() ? i->trainer().next_in_turn() : player;
        i->worker.turn(player);
        i->worker.say(tr("Moved alone: {}", who));
      },
      std::move(done));
}

void Session::set_speed(float share, float turns) {
  implementation_->worker.set_speed(std::clamp(share, 0.001f, 1.0f), turns);
}

void Session::poll(double slice) {
  auto* i = implementation_.get();
  if (i->threading == Threading::slices) i->worker.work(slice);
  const Settings before = i->seen.settings;
  i->worker.collect(i->seen);
  if (!i->seen.status.ready) i->seen.settings = before;
  i->look_at_aim(*this);
  while (!i->seen.ended.empty()) {
    // One by one: where an answer throws, the others come at the next poll.
    std::list<Worker::Task> ended;
    ended.splice(ended.end(), i->seen.ended, i->seen.ended.begin());
    if (ended.front().done) ended.front().done(ended.front().error);
  }
  i->look_at_aim(*this);  // what ended may be all that it waited for
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
