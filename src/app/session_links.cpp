// Links: followed, aimed at, made.
#include "app/session_implementation.h"
#include "share/texts.h"
#include "train/link_weights.h"

namespace hourglass {

void Session::follow(ReadLink link, Done done) {
  auto* i = implementation_.get();
  const auto followed = std::make_shared<ReadLink>(std::move(link));
  const auto end = [this, followed, done = std::move(done)](const std::string& error) {
    if (error.empty()) aim(*followed);
    if (done) done(error);
  };
  const auto change = [this, followed](Done then) {
    this->change(
        [followed](Settings& s) {
          for (const Property& p : properties())
            if (p.linked) take(s, followed->settings, p);
        },
        std::move(then));
  };
  if (followed->weights.empty()) return change(end);
  i->open([followed] { return unpack_weights(followed->settings, followed->weights); },
          [this, followed, end, change](const std::string& why) {
            if (why.empty()) return end({});
            // The rest of the link is still of use; of the same settings there may be trained weights.
            followed->weights.clear();
            change([this, why, end](const std::string& error) {
              if (!error.empty()) return end(error);
              reset([this, why, end](const std::string& other) {
                if (other.empty()) report(tr("{}; it begins with the seed's", why), true);
                end(other);
              });
            });
          });
}

void Session::aim(const ReadLink& link) {
  auto* i = implementation_.get();
  i->aimed.reset();
  if (link.goal.steps > 0)
    i->aimed = std::make_shared<Implementation::Aimed>(Implementation::Aimed{
        .goal = link.goal, .settings = link.settings, .rounded = !link.weights.empty()});
  i->look_at_aim(*this);
}

void Session::forget_aim() {
  implementation_->aimed.reset();
  implementation_->look_at_aim(*this);
}

void Session::Implementation::look_at_aim(Session& session) {
  SessionStatus& now = seen.status;
  if (aimed && now.ready && asked == 0 && seen.settings.preset != aimed->settings.preset)
    aimed.reset();
  now.aim.reset();
  if (!aimed) return;
  Aimed& a = *aimed;
  if (now.step != a.goal.steps) a.verdict = {};
  if (now.step < a.goal.steps) a.rounded = false;
  now.aim = Aim{a.goal.steps, a.goal.hash, Aim::Reached::no, a.verdict.words};
  if (!a.verdict.words.empty())
    now.aim->reached = a.verdict.same ? Aim::Reached::same : Aim::Reached::differs;
  if (a.rounded && now.step == a.goal.steps)
    now.aim->words =
        tr("Step {}, with weights of 8 bits: for all bits reset, and train to it", a.goal.steps);
  const bool there = now.ready && now.step == a.goal.steps && asked == 0;
  if (!there || a.rounded || a.asked || !a.verdict.words.empty()) return;
  a.asked = true;
  session.weights_hash([&session, of = aimed](const Hash& hash) {
    of->asked = false;
    if (!hash.error.empty() || hash.step != of->goal.steps) return;
    of->verdict = judge(of->goal, of->settings, session.settings(), hash.text);
    session.report(of->verdict.words, !of->verdict.same);
  });
}

void Session::train_to(uint32_t step, Done done) {
  auto* i = implementation_.get();
  const auto ahead = [i, step] { return step - std::min(step, i->trainer().step()); };
  i->worker.post({}, [i, step] {
    i->worker.check_ready();
    if (i->trainer().step() < step) return;
    i->worker.stop("reset ended the training; call train again");
    i->worker.engine.reset();
    i->worker.rebuilt("Reset: fresh weights of the same seed");
  });
  i->train(ahead, std::move(done));
}

void Session::share(Reply<Shared> reply) {
  auto* i = implementation_.get();
  i->answer<Shared>(std::move(reply), [i] {
    Trainer& trainer = i->trainer();
    const Settings& settings = i->worker.engine.settings();
    Shared shared;
    shared.settings = settings;
    const uint32_t whole = trainer.turn() > 0 ? 0 : trainer.step();
    shared.goal = goal_of(settings, whole, trainer.weights_hash());
    try {
      shared.weights = pack_weights(trainer);
      check_length(write_link(settings, {}, shared.goal, shared.weights));
    } catch (const Error& error) {
      shared.weights.clear();
      shared.too_much = error.what();
    }
    return shared;
  });
}

}  // namespace hourglass
