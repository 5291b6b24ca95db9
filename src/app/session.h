// A training run behind a glass: commands in, snapshots out. Owns the backend and the trainer on a
// worker thread where there are threads; without threads, poll() trains for a slice of the frame.
// The UI thread never waits for it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compute/choose.h"
#include "data/dataset.h"
#include "export/formats.h"
#include "model/paths.h"
#include "model/settings.h"
#include "share/link.h"
#include "snapshot/snapshot.h"
#include "snapshot/status.h"
#include "train/latent_trace.h"
#include "train/layer_report.h"

namespace hourglass {

class Session {
 public:
  enum class Threading { worker, slices };

  // Gets data that has to be fetched first (the page's "mnist"); ends in load(files) or report().
  using Fetch = std::function<void(std::string name)>;

  // `wrap`: for tests, as Backends has it.
  Session(const Settings&, Threading, Fetch = {}, Backends::Wrap wrap = {});
  ~Session();

  // Everything below is for the UI thread and returns at once. Results arrive in a later poll().
  template <class Value>
  using Reply = std::function<void(Value)>;
  // A command's end: an empty text, or the error in one line. State is kept on error.
  using Done = Reply<std::string>;

  // Changes the settings that are in force when its turn comes, so that changes and loads queued one
  // behind the other all take effect: live where it can be, else a rebuild. `edit` may throw Error.
  // Data that has to be fetched first: Done comes when that has begun.
  using Edit = std::function<void(Settings&)>;
  void change(Edit, Done = {});
  void load(std::string source, Done = {});  // by name, as load_dataset()
  // Dropped files, and what the setting `data` calls them where nobody knows them: with how they are to be read and
  // varied behind it, "files+size28".
  void load(std::vector<NamedBytes>, Done = {}, std::string called = "files");
  // Trains for `steps`, or until the settings' epochs are done, or until paused; Done comes then.
  void train(std::optional<uint32_t> steps = {}, Done = {});
  // For so many passes from here on, over the data and with the batch of that moment.
  void train_epochs(double epochs, Done = {});
  // To just that step, which must lie ahead; where it is behind, from fresh weights.
  void train_to(uint32_t step, Done = {});
  // Opens a link: its settings, else as change(), with its weights, else as open(). Weights that are damaged are
  // told of, and are the seed's.
  void follow(ReadLink, Done = {});
  // What the link says of its training is status().aim from here on, until there is another preset: at that
  // step its weights are compared with those here.
  void aim(const ReadLink&);
  void forget_aim();
  // What a link can say of this training: write_link() takes them.
  struct Shared {
    std::string error;
    Settings settings;
    Goal goal;
    std::string weights;   // packed; where a link has no room
    std::string too_much;  // for them, this line instead
  };
  void share(Reply<Shared>);
  // A line for the status, from outside.
  void report(std::string message, bool trouble);
  // Training stands still at once, whatever else is going on.
  void pause(Done = {});
  // Ends the long question in work (evaluate, bench): who asked it is told so.
  void cancel(Done = {});
  void reset(Done = {});  // fresh weights of the same seed
  // The training as a file, and what to call that: "vae-469.safetensors".
  struct Saved {
    std::string error;
    NamedBytes file;
    uint32_t step = 0;
  };
  void save(Reply<Saved>);
  // As save(), by nobody's wish, for a later start: an empty file, without a word, where there is no step to be lost,
  // the network is too large to be written every few seconds, or memory is short.
  void autosave(Reply<Saved>);
  // What other programs run or read, as export/export.h's: "vae-469.onnx".
  void export_network(ExportFormat, std::string part, Reply<Saved>);
  // Codes of a split, "train" or "test": "vae-469-codes.csv".
  void export_codes(std::string split, bool as_csv, Reply<Saved>);
  // Goes on with a saved training, as Engine's. Where its data have to be fetched first, Done comes when that has
  // begun, and it is opened when they are here, unless something else was built meanwhile.
  void open(NamedBytes, Done = {});
  void use_encoder(Done = {});  // as Engine's
  // What the last change put aside, as Engine's.
  void undo(Done = {});
  void redo(Done = {});
  // Where players move one after the other: one move of that player alone, or of who is next (empty).
  void turn(std::string player, Done = {});
  // share: 1: flat out; below: that share of the time. turns: 0, or so many single moves a second, where players
  // move one after the other.
  void set_speed(float share, float turns = 0);

  struct Codes {
    std::string error;
    uint32_t count = 0, size = 0;
    std::vector<float> mean, log_variance;  // log_variance empty when not variational
  };
  void encode(Pictures, Reply<Codes>);
  struct Decoded {
    std::string error;
    Pictures pictures;
  };
  // Rows of code_size. A decoder that is told labels is told this one, or the settings' condition.
  void decode(std::vector<float> codes, std::optional<Label> as, Reply<Decoded>);
  void sample(uint32_t count, uint64_t seed, Reply<Decoded>);
  // Some of the data as settings.data `name` would have them, and how many there would be.
  void preview(std::string name, Reply<Preview>);
  // A picture of one's own in front of the test examples, as Engine's.
  void add_yours(Pictures, Label, Done = {});
  // `steps` pictures from test image i to j, in the code, by that way, and in the pixels. A decoder that is told
  // labels is told that of the nearer of the two.
  struct Blend {
    std::string error;
    Pictures latent, pixels;
  };
  void blend(uint32_t i, uint32_t j, uint32_t steps, Way, Reply<Blend>);
  struct Besides {
    uint32_t importance_samples = 0;
    bool pca = false;        // compared with principal components of the training data
    bool probe = false;      // a linear classifier on the codes
    uint32_t generated = 0;  // examples to be judged; 0: none
  };
  struct Report {
    std::string error;
    nlohmann::json figures;
  };
  // The figures `hourglass eval --json` prints. split: "train", "test".
  void evaluate(std::string split, Besides, Reply<Report>);
  struct Hash {
    std::string error, text;
    uint32_t step = 0;
  };
  void weights_hash(Reply<Hash>);
  // Weights of a layer's first `most` units as pictures (model/filters.h), of any sign.
  void filters(uint32_t layer, uint32_t most, Reply<Decoded>);
  // What each layer is like, and what it makes of this example of the plane's: train/layer_report.h.
  struct Layers {
    std::string error;
    std::shared_ptr<const LayersReport> report;
  };
  void layers(uint32_t image, Reply<Layers>);
  // Of each example the training example that is most like it.
  void nearest(Pictures, Reply<Decoded>);
  // What comes back of one example's erased numbers, as train/infill.h.
  void infill(Pictures, std::vector<bool> erased, uint32_t passes, std::optional<Label>,
              Reply<Decoded>);
  // One example's way through a Gaussian code and back, as train/latent_trace.h.
  struct Traced {
    std::string error;
    LatentTrace trace;
    Pictures output;
  };
  void trace(Pictures, std::optional<Label>, std::vector<float> epsilon, Reply<Traced>);
  // backend: empty for the settings' own.
  void bench(std::string workload, double seconds, std::string backend, Reply<Report>);

  // Once a frame: runs replies; without threads, trains for at most `slice` seconds.
  void poll(double slice);

  const SessionStatus& status() const;               // as of the last poll()
  const Settings& settings() const;                  // as in force, or asked for
  bool changing() const;                             // they are asked for, and not in force yet
  std::shared_ptr<const Snapshot> snapshot() const;  // newest; never null after ready
  uint64_t snapshot_number() const;                  // grows with each one

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace hourglass
