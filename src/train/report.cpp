// Figures as JSON.
#include "train/report.h"

#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "compute/activation.h"
#include "compute/error.h"
#include "share/texts.h"
#include "train/generated.h"
#include "train/pca.h"
#include "train/probe.h"

namespace hourglass {

nlohmann::json to_json(const Figures& f, const Method& method) {
  const std::vector<Series> series = method.series();
  const std::vector<Measure> measures = method.measures();
  nlohmann::json json{{"loss", f.loss}, {"images", f.images}};
  if (f.mse) json["mse"] = *f.mse;
  for (size_t m = 0; m < measures.size(); ++m) json[measures[m].name] = f.measures[m];
  for (size_t s = 0; s < series.size(); ++s) json[series[s].name] = f.terms[s];
  return json;
}

std::string in_words(const nlohmann::json& report, const Trainer& trainer) {
  std::string text =
      std::format("{:.4g} {}", report["loss"].get<double>(), tr(trainer.method().unit()));
  if (trainer.series().size() > 1) {
    std::string parts;
    for (const Series& s : trainer.series())
      if (const double value = report[s.name]; !std::isnan(value))
        parts += std::format("{}{} {:.3g}", parts.empty() ? "" : ", ", tr(s.label), value);
    text += std::format(" ({})", parts);
  }
  for (const Measure& m : trainer.method().measures())
    if (const double value = report[m.name]; !std::isnan(value))
      text +=
          std::format(", {} {:.4g}{}{}", tr(m.label), value, m.unit.empty() ? "" : " ", tr(m.unit));
  if (const auto active = report.find("active_units"); active != report.end())
    text += tr(", {} of {} units active", active->get<uint32_t>(), trainer.settings().code);
  if (const auto share = report.find("active_share"); share != report.end())
    text += tr(", {:.0f} % of the code active", 100 * share->get<double>());
  if (const auto dead = report.find("dead_units"); dead != report.end() && *dead != 0)
    text += tr(", {} units never", dead->get<uint32_t>());
  if (const auto mig = report.find("mig"); mig != report.end())
    text += tr(", mutual information gap {:.2g}", mig->get<double>());
  if (const auto mse = report.find("mse"); mse != report.end())
    text += tr(", {:.3g} MSE/pixel", mse->get<double>());
  return text;
}

nlohmann::json to_json(const BackendInfo& info) {
  nlohmann::json json{{"backend", info.name}, {"reproducible", info.reproducible}};
  if (info.name == "cpu") {
    json["simd"] = info.simd;
    json["threads"] = info.threads;
  } else {
    json["adapter"] = info.adapter;
    json["vendor"] = info.vendor;
    json["software"] = info.software;
  }
  if (!info.remark.empty()) json["remark"] = info.remark;
  return json;
}

nlohmann::json to_json(std::span<const Series> series, const Settings& settings) {
  nlohmann::json list = nlohmann::json::array();
  for (const Series& s : series)
    list.push_back(
        {{"name", s.name}, {"label", s.label}, {"unit", s.unit}, {"weight", s.of(settings)}});
  return list;
}

nlohmann::json outcome_report(Trainer& trainer) {
  nlohmann::json report = nlohmann::json::object();
  const std::vector<Measure> outcomes = trainer.method().outcomes();
  const std::vector<double> found = trainer.outcome();
  for (size_t m = 0; m < outcomes.size(); ++m) report[outcomes[m].name] = found[m];
  return report;
}

nlohmann::json to_json(std::span<const PhaseState> phases) {
  nlohmann::json list = nlohmann::json::array();
  for (const PhaseState& phase : phases)
    list.push_back({{"name", phase.name},
                    {"steps", phase.steps ? nlohmann::json(*phase.steps) : nlohmann::json()},
                    {"done", phase.done}});
  return list;
}

std::vector<float> decoder_rows(Trainer& trainer) {
  if (!trainer.method().codec()) return {};
  const auto& layers = trainer.network().module("decoder").layers;
  const bool linear = layers.size() == 1 && layers[0]->activation() == Activation::linear;
  if (!linear || trainer.settings().loss != "mse") return {};
  const uint32_t k = trainer.codec().code();
  std::vector<float> codes(size_t{k + 1} * k);
  for (uint32_t j = 0; j < k; ++j) codes[size_t{j} * k + j] = 1;
  std::vector<float> rows = trainer.codec().decode(codes);
  const size_t features = rows.size() / (k + 1);
  for (size_t i = 0; i < k * features; ++i) rows[i] -= rows[k * features + i % features];
  rows.resize(k * features);
  return rows;
}

namespace {

// Both jobs' work: the share of the whole that one of `share` begins at `first` and takes `part` of.
double within(double first, double part, double share) { return first + part * share; }

Job<nlohmann::json> comparing_with_components(Trainer& trainer, const Dataset& test,
                                              const Dataset& train) {
  if (!trainer.method().codec())
    fail("pca: there is no code to compare with; choose an autoencoder");
  const Settings& settings = trainer.settings();
  Job<PrincipalComponents> finding = finding_components(train, settings.code, settings.bias);
  while (finding.step()) co_yield within(0, 0.5, finding.share());
  const PrincipalComponents found = finding.take();
  nlohmann::json pca{{"components", found.components},
                     {"mse", projection_mse(found, test)},
                     {"train_mse", projection_mse(found, train)}};
  if (const std::vector<float> rows = decoder_rows(trainer); !rows.empty())
    pca["mean_squared_cosine"] = mean_squared_cosine(found, rows);
  Job<Evaluation> evaluating = trainer.evaluating(train);
  while (evaluating.step()) co_yield within(0.5, 0.5, evaluating.share());
  const double mse = *evaluating.take().figures.mse;
  pca["train_gap"] = mse / pca["train_mse"].get<double>() - 1;
  co_return nlohmann::json{{"pca", pca}, {"train_mse", mse}};
}

}  // namespace

Job<nlohmann::json> evaluation_reporting(Trainer& trainer, const Dataset& data, Questions asked) {
  const uint32_t images = std::min(asked.importance_images, data.count);
  // Of the work: each image counts once, once for each sample, and three times for its components.
  const double samples = static_cast<double>(images) * asked.importance_samples;
  const double components = asked.pca_of ? 3.0 * asked.pca_of->count : 0;
  const double probe = asked.probe_of ? 1.25 * asked.probe_of->count + data.count : 0;
  const double generated = asked.generated_of ? 1.0 * asked.generated_of->count : 0;
  const double all = data.count + samples + components + generated + probe;
  Job<Evaluation> evaluating = trainer.evaluating(data);
  while (evaluating.step()) co_yield within(0, data.count / all, evaluating.share());
  const Evaluation e = evaluating.take();
  const Method& method = trainer.method();
  nlohmann::json report = to_json(e.figures, method);
  report["unit"] = method.unit();
  if (!method.nll_unit().empty()) report["nll_unit"] = method.nll_unit();
  const Codec* codec = method.codec();
  if (codec && codec->sampled()) {
    report["active_units"] = active_units(e.codes.mean, codec->code());
    report["unit_kl"] = unit_kl(e.codes.mean, e.codes.log_variance, codec->code());
    if (!data.factors.empty())
      report["mig"] = mutual_information_gap(e.codes.mean, codec->code(), data.factors);
  } else if (codec && find_activation(trainer.settings().code_activation)->rectifies) {
    report["active_share"] = active_share(e.codes.mean);
    report["dead_units"] = dead_units(e.codes.mean, codec->code());
  }
  if (asked.importance_samples > 0) {
    Job<double> weighting = trainer.importance_weighting(data, images, asked.importance_samples);
    while (weighting.step()) co_yield within(data.count / all, samples / all, weighting.share());
    report["importance_weighted_nll"] = weighting.take();
    report["importance_samples"] = asked.importance_samples;
    report["importance_images"] = images;
  }
  if (asked.pca_of) {
    Job<nlohmann::json> comparing = comparing_with_components(trainer, data, *asked.pca_of);
    while (comparing.step())
      co_yield within((data.count + samples) / all, components / all, comparing.share());
    report.update(comparing.take());
    report["pca"]["gap"] = report["mse"].get<double>() / report["pca"]["mse"].get<double>() - 1;
  }
  if (asked.generated_of) {
    Job<nlohmann::json> judging =
        judging_generated(trainer, *asked.generated_of, data, asked.generated);
    while (judging.step())
      co_yield within(1 - (generated + probe) / all, generated / all, judging.share());
    report["generated"] = judging.take();
  }
  if (asked.probe_of) {
    Job<double> teaching = probing(trainer, *asked.probe_of, data);
    while (teaching.step()) co_yield within(1 - probe / all, probe / all, teaching.share());
    const double accuracy = teaching.take();
    report["probe"] = {{"accuracy", accuracy}, {"error", 100 * (1 - accuracy)}};
  }
  co_return report;
}

nlohmann::json evaluation_report(Trainer& trainer, const Dataset& data, const Questions& asked,
                                 const Watch& watch) {
  return finish(evaluation_reporting(trainer, data, asked), watch);
}

}  // namespace hourglass
