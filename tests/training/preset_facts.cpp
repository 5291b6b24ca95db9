// The short form of ./dev figures: of every preset something that is true of it and of no other, on few
// examples and after few steps.
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "data/pixels.h"
#include "data/select.h"
#include "model/presets.h"
#include "train/pca.h"
#include "train/report.h"

using namespace hourglass;

namespace {

const Split& strokes() {
  static const Split split{make_strokes(600, 5), make_strokes_range(900'000, 300, 5)};
  return split;
}

const Split& load_points(const std::string& name) {
  static std::map<std::string, Split> all;
  if (!all.contains(name)) all[name] = load_dataset(name);
  return all[name];
}

// A preset's training, and what is asked of it.
struct Trained {
  Settings settings;
  const Split& data;
  std::unique_ptr<Backend> backend = make_cpu_backend({1, false});
  std::unique_ptr<Trainer> trainer;

  Trained(Settings s, uint32_t steps, const Split& on = strokes())
      : settings(std::move(s)),
        data(on),
        trainer(std::make_unique<Trainer>(*backend, settings, data.train)) {
    trainer->advance(steps);
  }
  Trained(std::string_view preset, uint32_t steps) : Trained(preset_settings(preset), steps) {}

  nlohmann::json report(Questions asked = {}) const {
    return evaluation_report(*trainer, data.test, asked);
  }
  double test(const char* key) const { return report()[key]; }
  double outcome(const char* key) const { return outcome_report(*trainer)[key]; }
  double train_mse() const { return *trainer->evaluate(data.train).figures.mse; }
  double variance() const {  // what is off where every example is rebuilt as their mean
    return projection_mse(finish(finding_components(data.train, 1, true), {}), data.test);
  }
};

Settings without(std::string_view preset, const std::function<void(Settings&)>& change) {
  Settings s = preset_settings(preset);
  change(s);
  return s;
}

// Of a bound: a tighter one lies below it, and the code tells something.
void bounds_the_likelihood(const Trained& t) {
  const double elbo = t.test("loss");
  CHECK(t.trainer->importance_weighted_nll(t.data.test, 60, 50) <
        t.trainer->importance_weighted_nll(t.data.test, 60, 1));
  CHECK(t.test("kl") > 1);
  CHECK(t.test("active_units") >= 1);
  CHECK(elbo < 784 * 0.6931);  // of pixels that nothing is known about
}

// Share of the examples whose nearest neighbour by the code is of their class.
double nearest_share(const Trained& t) {
  const Dataset& data = t.data.test;
  const Codes codes = t.trainer->codec().encode(pixels_of(data, 0, data.count));
  const uint32_t k = t.settings.code;
  uint32_t same = 0;
  for (uint32_t i = 0; i < data.count; ++i) {
    uint32_t nearest = i;
    double least = 1e30;
    for (uint32_t j = 0; j < data.count; ++j) {
      if (j == i) continue;
      const double off = squared_distance(std::span(codes.mean).subspan(size_t{i} * k, k),
                                          std::span(codes.mean).subspan(size_t{j} * k, k));
      if (off < least) {
        least = off;
        nearest = j;
      }
    }
    same += data.labels[i] == data.labels[nearest];
  }
  return static_cast<double>(same) / data.count;
}

// Of stacked layers: the preset with few units, and few passes over the 600 digits.
Settings small_stack(std::string_view preset) {
  return without(preset, [](Settings& s) {
    s.hidden = {60, 40, 30};
    s.batch = 20;
    s.pretrain_epochs = s.pretrain_epochs > 0 ? 12 : 0;
    s.fine_tune_epochs = 10;
    s.labels = std::min(s.labels, 30u);
  });
}

Settings taught_at_once(Settings s) {
  s.pretrain_epochs = 0;
  return s;
}

constexpr uint32_t to_the_end = 1'000'000;

const std::map<std::string, void (*)()> facts{
    {"linear",
     [] {
       const Trained t(without("linear", [](Settings& s) { s.learning_rate = 0.01f; }), 400);
       const nlohmann::json pca = t.report({.pca_of = &t.data.train})["pca"];
       CHECK(pca["train_gap"] > -1e-4);
       CHECK(pca["train_gap"] < 0.02);
       CHECK(pca["mean_squared_cosine"] > 0.9);
     }},
    {"lsi",
     [] {
       const Split terms = load_dataset("terms");
       const Trained t(preset_settings("lsi"), 2000, terms);
       const nlohmann::json pca = t.report({.pca_of = &terms.train})["pca"];
       CHECK(pca["gap"] > -1e-4);
       CHECK(pca["gap"] < 0.01);
     }},
    {"mlp",
     [] {
       const Trained t(without("mlp", [](Settings& s) { s.learning_rate = 0.01f; }), 600);
       const nlohmann::json pca = t.report({.pca_of = &t.data.train})["pca"];
       CHECK(pca["train_gap"] > -0.01);  // no better, for all its curve
       CHECK(pca["train_gap"] < 0.5);
     }},
    {"deep",
     [] {
       const Trained t("deep", 1500);
       const nlohmann::json report = t.report({.pca_of = &t.data.train});
       CHECK(report["train_mse"] < report["pca"]["train_mse"]);  // as no linear network can
     }},
    {"memoriser",
     [] {
       Settings s = preset_settings("memoriser");
       s.batch = 5;
       const Split few{part(strokes().train, 0, 5), strokes().test};
       const Trained t(s, 600, few);
       CHECK(t.train_mse() < 0.1 * t.test("mse"));
     }},
    {"conv",
     [] {
       const Trained t("conv", 120);
       CHECK(t.test("mse") < 0.7 * t.variance());
     }},
    {"denoising",
     [] {
       const Trained t("denoising", 300);
       // The spoilt picture itself is off by the quarter of its ink that is gone.
       double ink = 0;
       for (const uint8_t p : t.data.test.pixels) ink += static_cast<double>(p) * p / (255.0 * 255);
       CHECK(t.test("mse") < 0.8 * 0.25 * ink / static_cast<double>(t.data.test.pixels.size()));
     }},
    {"sparse",
     [] {
       const Trained t("sparse", 200), free(without("sparse", [](Settings& s) { s.l1 = 0; }), 200);
       CHECK(t.test("active_share") < 0.6 * free.test("active_share"));
     }},
    {"contractive",
     [] {
       const Trained t("contractive", 300),
           free(without("contractive", [](Settings& s) { s.contraction = 1e-9f; }), 300);
       CHECK(t.test("contraction") < 0.7 * free.test("contraction"));
       CHECK(t.test("mse") < 0.8 * t.variance());
     }},
    {"vae", [] { bounds_the_likelihood(Trained("vae", 300)); }},
    {"vae-2d",
     [] {
       const Trained t("vae-2d", 400);
       bounds_the_likelihood(t);
       CHECK(nearest_share(t) > 0.3);  // ten classes find their place in the plane
     }},
    {"conv-vae", [] { bounds_the_likelihood(Trained("conv-vae", 80)); }},
    {"beta-vae",
     [] {
       const Trained t("beta-vae", 300),
           one(without("beta-vae", [](Settings& s) { s.beta = 1; }), 300);
       CHECK(t.test("kl") < 0.7 * one.test("kl"));
       CHECK(t.test("active_units") <= one.test("active_units"));
     }},
    {"conditional-vae",
     [] {
       const Trained t("conditional-vae", 400),
           blind(without("conditional-vae", [](Settings& s) { s.conditional = false; }), 400);
       bounds_the_likelihood(t);
       CHECK(t.test("loss") < blind.test("loss"));  // what is told need not be coded
     }},
    {"classifier",
     [] {
       const Trained t(without("classifier",
                               [](Settings& s) {
                                 s.hidden = {60};
                                 s.fine_tune_epochs = 20;
                               }),
                       to_the_end);
       CHECK(t.test("error") < 15);  // of ten classes
       CHECK(t.test("accuracy") == doctest::Approx(1 - t.test("error") / 100));
     }},
    {"stacked",
     [] {
       // So deep a row of sigmoids hardly begins to learn otherwise.
       const Settings s = small_stack("stacked");
       const Trained t(s, to_the_end), at_once(taught_at_once(s), to_the_end);
       CHECK(t.test("error") < at_once.test("error") - 10);
     }},
    {"stacked-denoising",
     [] {
       // Of spoilt pictures its first layer rebuilds more than one that saw clean ones alone.
       Settings s = small_stack("stacked-denoising");
       s.hidden = {200};
       s.corruption_amount = 0.5f;
       s.pretrain_rate = 0.1f;
       s.pretrain_epochs = 60;
       Settings clean = s;
       clean.corruption = "none";
       const Trained t(s, 1500), other(clean, 1500), judge(s, 0);
       judge.trainer->restore(other.trainer->save());
       CHECK(t.test("reconstruction") < judge.test("reconstruction"));
     }},
    {"dbn",
     [] {
       // What its layers dreamt of lets so deep a row of sigmoids begin.
       Settings s = small_stack("dbn");
       const Trained t(s, to_the_end), at_once(taught_at_once(s), to_the_end);
       CHECK(t.test("error") < at_once.test("error") - 10);
     }},
    {"dcgan",
     [] {
       Settings s = preset_settings("dcgan");
       s.channels = {8, 16};
       s.code = 16;
       s.batch = 32;
       s.learning_rate = s.discriminator_rate = 0.001f;
       const Trained t(s, 250);
       const std::vector<float> samples = t.trainer->method().generator()->sample(64, 1);
       // Pictures as bright as digits are, and each another.
       double ink = 0, apart = 0, of_tests = 0;
       for (const float value : samples) ink += double{value} / static_cast<double>(samples.size());
       for (const uint8_t value : t.data.test.pixels)
         of_tests += value / 255.0 / static_cast<double>(t.data.test.pixels.size());
       CHECK(ink == doctest::Approx(of_tests).epsilon(0.5));
       for (size_t e = 0; e < 784; ++e) apart += std::abs(samples[e] - samples[784 + e]);
       CHECK(apart > 10);
       CHECK_THROWS_WITH_AS(Trained(without("dcgan", [](Settings& w) { w.hidden = {64}; }), 0),
                            doctest::Contains("leave hidden empty"), Error);
     }},
    {"semi-supervised",
     [] {
       // Of the few that have labels less is learnt than of those with the many that have none.
       const Settings s = small_stack("semi-supervised");
       CHECK(s.labels > 0);
       const Trained t(s, to_the_end), few(taught_at_once(s), to_the_end);
       CHECK(t.test("error") < few.test("error") - 5);
     }},
    {"anomaly",
     [] {
       const Settings settings = preset_settings("anomaly");
       const Split normal = select(strokes(), selection(settings));
       const Trained t(settings, 300, normal);
       // What it learnt is rebuilt better than what it never saw, and the loss tells them apart.
       CHECK(t.train_mse() < 0.5 * t.test("mse"));
       CHECK(t.test("auc") > 0.8);
       const Evaluation e = t.trainer->evaluate(normal.test);
       double right = 0, pairs = 0;
       for (uint32_t i = 0; i < normal.test.count; ++i)
         for (uint32_t j = 0; j < normal.test.count; ++j)
           if (normal.test.labels[i] != 0 && normal.test.labels[j] == 0)
             ++pairs, right += e.losses[i] > e.losses[j] ? 1 : 0;
       CHECK(t.test("auc") == doctest::Approx(right / pairs).epsilon(1e-3));
     }},
    {"gan-2d",
     [] {
       const Trained t(preset_settings("gan-2d"), 2000, load_points("ring"));
       CHECK(t.outcome("modes_covered") == 8);
       CHECK(t.outcome("high_quality") > 60);
     }},
    {"affine-generator",
     [] {
       const Split& data = load_points("gaussian-2d");
       const Trained t(preset_settings("affine-generator"), 390, data);
       CHECK(t.outcome("covariance_error") < 0.03);
       CHECK(t.outcome("cholesky_error") < 0.03);
       const Trained against(without("affine-generator",
                                     [](Settings& s) {
                                       s.adversarial = true;
                                       s.beta1 = 0.5f;
                                       s.learning_rate = 0.002f;
                                       s.schedule = "constant";
                                     }),
                             1200, data);
       CHECK(against.outcome("covariance_error") < 0.2);  // from an opponent alone
     }},
    {"mixture",
     [] {
       const Trained t(preset_settings("mixture"), 30, load_points("ring"));
       CHECK(std::abs(t.test("nll") - t.test("truth_nll")) < 0.01);
     }},
    {"segmentation",
     [] {
       Settings s = preset_settings("segmentation");
       s.channels = {8, 16};
       s.batch = 20;
       s.learning_rate = 0.01f;
       const Split all = load_dataset(s.data, 1);
       const Split data{part(all.train, 0, 600), part(all.test, 0, 200)};
       const Trained t(s, 300, data);
       // Who takes all for background gets a quarter.
       CHECK(t.test("iou") > 0.3);
     }},
    {"autoregressive",
     [] {
       Settings s = preset_settings("autoregressive");
       s.hidden = {64};
       s.schedule = "constant";
       const Split data = select(strokes(), selection(s));
       const Trained t(s, 400, data);
       // Far better than a probability for each pixel alone, which knows nothing of the others.
       double apart = 0;
       const Dataset& train = t.data.train;
       for (uint32_t p = 0; p < train.example.features(); ++p) {
         double white = 1, tested = 0;
         for (uint32_t i = 0; i < train.count; ++i) white += train.image(i)[p] / 255.0;
         const double share = white / (train.count + 2);
         for (uint32_t i = 0; i < t.data.test.count; ++i) tested += t.data.test.image(i)[p] / 255.0;
         tested /= t.data.test.count;
         apart -= tested * std::log(share) + (1 - tested) * std::log(1 - share);
       }
       CHECK(t.test("nll") < 0.9 * apart);
     }},
    {"flow",
     [] {
       const Split& data = load_points("moons");
       const Trained t(preset_settings("flow"), 800, data);
       const Trained four(without("mixture", [](Settings& s) { s.components = 4; }), 60, data);
       CHECK(t.test("nll") < four.test("nll"));
     }},
};

}  // namespace

TEST_CASE("of every preset something is true that it is made for") {
  for (const Preset& preset : presets()) {
    CAPTURE(preset.name);
    const auto fact = facts.find(preset.name);
    REQUIRE_MESSAGE(fact != facts.end(),
                    "a preset is told by a fact in tests/training/preset_facts.cpp");
    fact->second();
  }
  CHECK(facts.size() == presets().size());
}
