// Figures as JSON.
#include "train/report.h"

#include <nlohmann/json.hpp>

namespace hourglass {

nlohmann::json to_json(const Figures& f) {
  return {{"loss", f.loss},
          {"reconstruction", f.reconstruction},
          {"kl", f.kl},
          {"mse", f.mse},
          {"images", f.images}};
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
  Job<Trainer::Evaluation> evaluating = trainer.evaluating(data);
  while (evaluating.step()) co_yield evaluating.share() * first;
  const Trainer::Evaluation e = evaluating.take();
  nlohmann::json report = to_json(e.figures);
  report["unit"] = trainer.loss().unit();
  if (trainer.settings().latent == "gaussian")
    report["active_units"] = active_units(e.codes.mean, trainer.settings().code);
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
