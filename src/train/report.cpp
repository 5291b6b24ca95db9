// Figures as JSON.
#include "train/report.h"

#include <format>
#include <nlohmann/json.hpp>

#include "compute/activation.h"

namespace hourglass {

nlohmann::json to_json(const Figures& f, std::span<const Series> series) {
  nlohmann::json json{{"loss", f.loss}, {"images", f.images}};
  if (f.mse) json["mse"] = *f.mse;
  for (size_t s = 0; s < series.size(); ++s) json[series[s].name] = f.terms[s];
  return json;
}

std::string in_words(const nlohmann::json& report, const Trainer& trainer) {
  std::string text =
      std::format("{:.4g} {}", report["loss"].get<double>(), trainer.method().unit());
  if (trainer.series().size() > 1) {
    std::string parts;
    for (const Series& s : trainer.series())
      parts += std::format("{}{} {:.3g}", parts.empty() ? "" : ", ", s.label,
                           report[s.name].get<double>());
    text += std::format(" ({})", parts);
  }
  if (const auto active = report.find("active_units"); active != report.end())
    text +=
        std::format(", {} of {} units active", active->get<uint32_t>(), trainer.settings().code);
  if (const auto share = report.find("active_share"); share != report.end())
    text += std::format(", {:.0f} % of the code active", 100 * share->get<double>());
  if (const auto mse = report.find("mse"); mse != report.end())
    text += std::format(", {:.3g} MSE/pixel", mse->get<double>());
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

Job<nlohmann::json> evaluation_reporting(Trainer& trainer, const Dataset& data,
                                         uint32_t importance_samples, uint32_t importance_images) {
  const uint32_t images = std::min(importance_images, data.count);
  // Of the work: each image counts once, and once for each sample.
  const double samples = static_cast<double>(images) * importance_samples;
  const double first = data.count / (data.count + samples);
  Job<Evaluation> evaluating = trainer.evaluating(data);
  while (evaluating.step()) co_yield evaluating.share() * first;
  const Evaluation e = evaluating.take();
  nlohmann::json report = to_json(e.figures, trainer.series());
  report["unit"] = trainer.method().unit();
  if (const Codec* codec = trainer.method().codec(); codec && codec->sampled())
    report["active_units"] = active_units(e.codes.mean, codec->code());
  else if (codec && find_activation(trainer.settings().code_activation)->rectifies)
    report["active_share"] = active_share(e.codes.mean);
  if (importance_samples > 0) {
    Job<double> weighting = trainer.importance_weighting(data, images, importance_samples);
    while (weighting.step()) co_yield first + weighting.share() * (1 - first);
    report["importance_weighted_nll"] = weighting.take();
    report["importance_samples"] = importance_samples;
    report["importance_images"] = images;
  }
  co_return report;
}

nlohmann::json evaluation_report(Trainer& trainer, const Dataset& data, uint32_t importance_samples,
                                 uint32_t importance_images, const Watch& watch) {
  return finish(evaluation_reporting(trainer, data, importance_samples, importance_images), watch);
}

}  // namespace hourglass
