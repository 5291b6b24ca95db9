#include "export/export.h"

#include <algorithm>
#include <array>

#include "compute/error.h"
#include "compute/memory.h"
#include "export/graph.h"
#include "export/onnx.h"
#include "export/pytorch.h"
#include "export/weights.h"
#include "formats/csv.h"
#include "formats/npy.h"
#include "formats/zip.h"
#include "share/link.h"

namespace hourglass {
namespace {

Excerpt excerpt_of(const Trainer& trainer, std::string_view part) {
  std::vector<Excerpt> all = trainer.method().excerpts();
  const std::string& method = trainer.settings().method;
  if (all.empty())
    fail("export: nothing of the method {} can be run by other programs; choose npz, its weights",
         method);
  std::string names;
  for (const Excerpt& one : all) names += (names.empty() ? "" : " or ") + one.name;
  const auto found =
      std::ranges::find(all, part.empty() ? std::string_view("whole") : part, &Excerpt::name);
  if (found == all.end())
    fail("export: a network of the method {} has no part '{}'; choose {}", method,
         part.substr(0, 40), names);
  return std::move(*found);
}

std::vector<uint8_t> onnx_of(const Trainer& trainer, std::string_view part) {
  const Graph graph = graph_of(excerpt_of(trainer, part), trainer.method(), trainer.example());
  const Settings& settings = trainer.settings();
  return write_onnx(graph, Weights(trainer.network()),
                    {{"part", graph.name},
                     {"preset", settings.preset},
                     {"data", settings.data},
                     {"link", write_link(settings)},
                     {"weights_hash", trainer.weights_hash()}});
}

// Each under its name: numpy.load gives them by "encoder.0.weight".
std::vector<uint8_t> npz_of(const Trainer& trainer) {
  std::vector<NamedBytes> files;
  const Weights weights(trainer.network());
  for (const Weights::Named& named : weights.all()) {
    const std::vector<uint32_t> shape(named.shape.begin(), named.shape.end());
    files.push_back({named.name + ".npy", write_npy(shape, named.values)});
  }
  return zipped(files);
}

}  // namespace

std::vector<uint8_t> export_network(const Trainer& trainer, ExportFormat format,
                                    std::string_view part, const std::string& model) {
  // The numbers by name, in the file, and once more while it is made.
  require_memory("export", uint64_t{4} * sizeof(float) * trainer.network().parameter_count(),
                 "export on a machine with more memory");
  if (format == ExportFormat::onnx) return onnx_of(trainer, part);
  if (format == ExportFormat::npz) return npz_of(trainer);
  return write_pytorch(trainer, model);
}

std::vector<uint8_t> write_codes(std::span<const float> codes, uint32_t code, const Dataset& of,
                                 bool as_csv) {
  const auto count = static_cast<uint32_t>(codes.size() / code);
  if (!as_csv) return write_npy(std::array{count, code}, codes);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < code; ++i) names.push_back(std::format("code{}", i));
  return write_csv(names, codes, std::span(of.labels).first(of.labels.empty() ? 0 : count));
}

}  // namespace hourglass
