// The classifier: hidden layers, a softmax over the classes, and the cross-entropy of the labels (Bridle 1990,
// "Probabilistic interpretation of feedforward classification network outputs").
#include "compute/error.h"
#include "method/methods.h"
#include "method/softmax.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

class ClassifierMethod final : public Method {
 public:
  ClassifierMethod(const Settings& settings, const Example& example)
      : settings_(settings), example_(example) {
    if (example.classes == 0)
      fail("classifier: the data have no labels; choose labelled data, or another preset");
  }

  std::vector<Module> modules() const override {
    std::vector<Module> row;
    row.push_back(make_encoder(settings_, example_.shape));
    row.push_back(make_head(settings_, row[0].output(), example_.classes));
    return row;
  }
  std::vector<Series> series() const override { return Softmax::series(); }
  std::string unit() const override { return "nats/image"; }
  std::vector<Measure> measures() const override { return {Softmax::accuracy()}; }
  Diagram diagram() const override { return draw_classifier(modules(), settings_); }
  uint32_t classes() const override { return example_.classes; }
  std::vector<Excerpt> excerpts() const override { return softmax_.excerpts(); }

  std::vector<Phase> record(const Studio& all) override {
    const Studio studio = all.of_first(settings_.labels);
    Phase phase{"training", {}, {}};
    studio.begin(phase.step, settings_, studio.players[0]);
    softmax_.record(studio, phase.step, settings_.batch, 0);
    studio.end(phase.step, settings_.batch, studio.players[0]);
    Softmax::limit(studio, settings_, phase);
    softmax_.prepare(studio.network);
    std::vector<Phase> phases;
    phases.push_back(std::move(phase));
    return phases;
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings&) override {
    return softmax_.evaluating(data, limit);
  }
  double judge(const Dataset& set_aside) override { return softmax_.error(set_aside); }
  Classifier* classifier() const override { return &softmax_; }

 private:
  Settings settings_;
  Example example_;
  mutable Softmax softmax_{{"encoder", "classifier"}};
};

}  // namespace

std::unique_ptr<Method> make_classifier(const Settings& settings, const Example& example) {
  return std::make_unique<ClassifierMethod>(settings, example);
}

}  // namespace hourglass
