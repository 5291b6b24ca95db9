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

nlohmann::json evaluation_report(Trainer& trainer, const Dataset& data, uint32_t importance_samples,
                                 uint32_t importance_images) {
  const Trainer::Evaluation e = trainer.evaluate(data);
  nlohmann::json report = to_json(e.figures);
  report["unit"] = trainer.loss().unit();
  if (trainer.settings().latent == "gaussian")
    report["active_units"] = active_units(e.codes.mean, trainer.settings().code);
  if (importance_samples > 0) {
    report["importance_weighted_nll"] =
        trainer.importance_weighted_nll(data, importance_images, importance_samples);
    report["importance_samples"] = importance_samples;
    report["importance_images"] = std::min(importance_images, data.count);
  }
  return report;
}

}  // namespace hourglass
