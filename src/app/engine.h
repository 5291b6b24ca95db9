// The working half of a session: owns data, backend and trainer, and makes snapshots. Used from one
// thread only; which one is the session's business.
#pragma once
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compute/clock.h"
#include "data/dataset.h"
#include "snapshot/snapshot.h"
#include "train/blending.h"
#include "train/checkpoint.h"
#include "train/curve.h"
#include "train/layer_report.h"
#include "train/pca.h"
#include "train/training.h"

namespace hourglass {

class Engine {
 public:
  // spare_cores: left to the user interface when the settings say one thread a core.
  // longest_run: as Training's.
  Engine(uint32_t spare_cores, double longest_run, Backends);

  // The strong guarantee: on any exception the network and data of before stay.
  // Data with a known_name() take it, wherever they come from. A loss that has no meaning for the data makes
  // place for one that has.
  enum class Applied : uint8_t {
    live,
    kept,
    anew
  };  // kept: a new network with the weights of before
  Applied apply(const Settings&);
  // Other data, the same settings. Called by its known_name(), else as said: what files were called, and where,
  // is nobody's business. With `files`, these can be read in another way, when settings.data says so.
  using Files = std::shared_ptr<const std::vector<NamedBytes>>;
  void use(Split, std::string_view called = "files", Files files = {});
  // What settings.data would be as `name`; the same data, prepared or varied in another way.
  Preview preview(const std::string& name) const;
  // A picture of one's own stands in front of the test examples that are shown, newest first. What is evaluated stays.
  // No count: none is left.
  void add_yours(const Pictures&, Label);
  void reset();  // fresh weights
  // A saved training, to go on with: on its data, or on those that are here where they fit and its own cannot be
  // had; then what to tell people of it. Backend and threads stay as they are.
  std::string open(const Checkpoint&);
  // A classifier of the present encoder's layers, which begins with them. Throws Error where there is no encoder.
  void use_encoder();

  // What the last change put aside comes back: settings that act while training, or a whole network with its weights,
  // its curves and its data. What it puts aside in turn is there for redo(). Throws Error where there is nothing.
  enum class Back : uint8_t { undo, redo };
  Applied go_back(Back);
  bool can_go(Back way) const { return !aside(way).empty(); }

  // As Training's. Before there is a network only the device is given up.
  std::string recover(const std::string& reason);

  // Trains for about `seconds`, never past `until`. Throws Error when the loss is no number any more.
  void train(double seconds, std::optional<uint32_t> until);
  // One player's move alone, as Trainer::take_turn.
  void turn(std::string_view player);
  void keep() { training_.keep(true); }  // as Training's
  // Batch by batch; of the weights at its beginning, so nothing may train meanwhile.
  Job<std::shared_ptr<const Snapshot>> picturing(bool training, double samples_per_second);

  bool ready() const { return training_.built(); }
  // There was a network, and its device was lost with nothing to follow it: recover() may try again.
  bool stranded() const { return !ready() && now_.material != nullptr; }
  Trainer& trainer() { return training_.trainer(); }
  const Split& data() const { return now_.material->split; }
  const Settings& settings() const { return now_.settings; }
  const BackendInfo& backend() const { return training_.backend(); }
  Curves curves() const { return {now_.train_curve.points(), now_.test_curve.points()}; }
  std::unique_ptr<Backend> another_backend(const std::string& wanted);  // for a benchmark
  Pictures pictures(std::vector<float> pixels) const;  // in the shape of an example, fit to look at
  // Of the examples as the plane shows them.
  Blending blend(uint32_t from, uint32_t to, uint32_t steps, Way way);
  // Labels, where the decoder is told them: one a code, or one for all; none: the settings' condition.
  std::vector<float> decode(std::span<const float> codes, std::span<const Label> labels = {});
  std::vector<float> sample(uint32_t count, uint64_t seed);  // out of noise, as the method draws
  Pictures filters(uint32_t layer,
                   uint32_t most);      // weights as pictures (model/filters.h), of any sign
  LayersReport layers(uint32_t image);  // by this example of the plane's and the first of them

 private:
  // Data, and what every snapshot shows of them.
  struct Material {
    std::string base;  // their name as they were opened
    Files files;       // that were read; null where they can be read in one way only
    Split opened;      // as they came: to vary and to select needs no second reading
    Split varied;      // from them, by `seed`
    uint64_t seed = 0;
    Split split;                      // of those the selection, which shares their memory
    Dataset judged;                   // first plane_points test images
    Dataset yours;                    // of one's own, in their shape
    Dataset plane;                    // both, one's own first
    std::vector<float> plane_pixels;  // of them
    std::shared_ptr<const DataView> view;
  };
  // All that new weights replace, in one move.
  struct Run {
    uint32_t number = 0;  // of the training
    Settings settings;
    uint32_t settings_since = 0;  // step
    std::shared_ptr<const Material> material;
    std::shared_ptr<const Model> model;
    Curve train_curve, test_curve;
    std::vector<float> test_losses;      // of the plane's examples
    double test_mse = 0, next_test = 0;  // next_test: seconds_now()
    uint32_t tested_step = 0;
    double test_nll = 0;
    std::string turn;  // who moved last, where that was alone
    bool pictured = false;
    float manifold_extent = 3;
    double step_seconds = 0.01;  // a first guess
    // Of the first training examples, to compare a linear decoder with.
    std::shared_ptr<const PrincipalComponents> components;
    double components_mse = 0;  // on the plane's examples
  };

  // Of what is here where that is what the settings ask for, else opened; settings.data: as it is known.
  std::shared_ptr<const Material> material_for(Settings&) const;
  // `base`: of settings.data.
  std::shared_ptr<const Material> prepare(Split opened, std::string_view base, Files,
                                          const Settings&) const;
  // Of its split and of one's own examples: the plane, and what is seen of it.
  static void look_at(Material&);
  // The mean squared cosine to the run's components, which it finds where there are none; 0 where the network
  // is none to be compared, or the user interface would wait.
  Job<double> comparing_with_components();
  Job<bool> picturing_codes(Snapshot&, bool first);
  Job<bool> picturing_answers(Snapshot&);
  void tell_abilities(Snapshot&);
  void take_losses();
  std::vector<float> prior_codes(uint32_t count, uint64_t seed);
  // None; those of before; what fits of them; or `saved`.
  enum class Weights : uint8_t { fresh, kept, encoder, opened };
  void rebuild(const Settings&, std::shared_ptr<const Material>, Weights = Weights::fresh,
               std::shared_ptr<const Trainer::State> saved = {});
  CpuOptions cpu_options(const Settings&) const;

  // What a change puts aside.
  struct Aside {
    Run run;
    std::shared_ptr<const Trainer::State>
        state;  // null: of the run only the settings, which act while training
    const Property* touched = nullptr;  // the one setting that a slider moves
    double at = 0;                      // seconds_now()
  };
  // The present run, to be put aside; none where it cannot be had: no change fails for it.
  std::list<Aside> present() noexcept;
  std::list<Aside> present_settings(std::span<const Property* const> changed) noexcept;
  void put_aside(std::list<Aside>) noexcept;
  std::list<Aside>& aside(Back way) { return way == Back::undo ? past_ : future_; }
  const std::list<Aside>& aside(Back way) const { return way == Back::undo ? past_ : future_; }

  uint32_t spare_cores_;
  Training training_;
  Run now_;
  uint32_t trainings_ = 0;
  std::list<Aside> past_, future_;  // the latest last
  // What was tried in this session, and how it went.
  struct Tried {
    Settings settings;
    Ability ability;
  };
  std::vector<Tried> tried_;
};

}  // namespace hourglass
