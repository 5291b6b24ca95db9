// `hourglass eval`, `sample`, `encode`, `decode`, `blend`, `link`, `hash`, `presets`, `lessons`, `bench`.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/models.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "compute/choose.h"
#include "compute/error.h"
#include "data/select.h"
#include "export/export.h"
#include "export/plots.h"
#include "formats/npy.h"
#include "model/lessons.h"
#include "model/presets.h"
#include "model/prior.h"
#include "share/link.h"
#include "share/png.h"
#include "train/benchmark.h"
#include "train/blending.h"
#include "train/checkpoint.h"
#include "train/link_weights.h"
#include "train/log.h"
#include "train/report.h"

namespace hourglass {
namespace {

// A one-image data set: what asks a trained network needs no training data.
Dataset blank(const Checkpoint& checkpoint) {
  const auto& [shape, classes] = checkpoint.example;
  Dataset data{"blank", shape, 1, std::vector<uint8_t>(shape.features()), {}, classes};
  if (classes > 0) data.labels = {0};
  data.regions = std::vector<uint8_t>(data.places());
  return data;
}

constexpr uint32_t sheet_columns = 10;

// Nothing is trained here: few images will do. One has no variance to be normalised by.
constexpr uint32_t least_batch = 2;
constexpr uint32_t fitted_images = 2000;  // more would not move the fit

// A saved network that is asked, on data of no account.
struct Opened {
  explicit Opened(const std::string& model, std::optional<uint32_t> batch = least_batch)
      : checkpoint(read_model(model)) {
    if (batch) checkpoint.settings.batch = *batch;
    backend = make_cpu_backend({1, checkpoint.settings.reproducible});
    trainer = resume(*backend, checkpoint, blank(checkpoint));
  }
  Checkpoint checkpoint;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Trainer> trainer;
};

// Of each its name, what it is, and where it is from.
template <class Rows, class About>
void list(const Rows& rows, bool json, About about) {
  if (json) {
    nlohmann::json all = nlohmann::json::array();
    for (const auto& row : rows) all.push_back(to_json(row));
    return print_line(all);
  }
  for (const auto& row : rows)
    std::printf("%-20s %s\n%20s %s\n", row.name.c_str(), std::string(about(row)).c_str(), "",
                row.source.c_str());
}

// A line behind those of other evaluations. A table's line belongs under its own names.
void add_to_log(const std::string& path, const nlohmann::json& report) {
  const LogKind kind = log_kind(path);
  const std::string head = report_head(kind, report);
  std::error_code error;
  std::string text;
  if (std::filesystem::exists(path, error)) {
    const std::vector<uint8_t> bytes = read_file(path);
    text.assign(bytes.begin(), bytes.end());
    if (!text.empty() && !text.starts_with(kind == LogKind::csv ? head : "{"))
      fail("{}: holds something other than a log of these figures; give another name", path);
  }
  if (text.empty()) text = head;
  text += report_line(kind, report);
  write_file(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace

std::optional<std::pair<uint32_t, uint32_t>> parse_grid(std::string_view text) {
  uint32_t columns = 0, rows = 0;
  const char* const end = text.data() + text.size();
  const auto [x, first] = std::from_chars(text.data(), end, columns);
  if (first != std::errc{} || x == end || *x != 'x') return {};
  const auto [last, second] = std::from_chars(x + 1, end, rows);
  if (second != std::errc{} || last != end || columns < 1 || rows < 1 || columns > 100 ||
      rows > 100)
    return {};
  return std::pair{columns, rows};
}

Split load_data(const Settings& settings, const std::string& other) {
  try {
    if (!other.empty()) return load_dataset(other, settings.seed);
    return select(load_dataset(settings.data, settings.seed), selection(settings));
  } catch (const Error& error) {
    // Errors about the name begin so; those about files begin with the file.
    if (std::string_view(error.what()).starts_with("data \"")) throw UsageError(error.what());
    throw;
  }
}

void print_line(const nlohmann::json& json) {
  std::puts(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void evaluate(const EvaluateOptions& options) {
  if (!options.log.empty()) check_place(options.log);
  Checkpoint checkpoint = read_model(options.model);
  checkpoint.settings.batch = least_batch;
  const Settings& settings = checkpoint.settings;
  const Split data = load_data(settings, options.data);
  const auto backend = make_cpu_backend({options.threads, settings.reproducible});
  const auto trainer = resume(*backend, checkpoint, data.train);
  const auto of_training = [&](bool asked) { return asked ? &data.train : nullptr; };
  nlohmann::json report = evaluation_report(*trainer, data.test,
                                            {.importance_samples = options.importance_samples,
                                             .importance_images = options.importance_images,
                                             .pca_of = of_training(options.pca),
                                             .generated_of = of_training(options.generated > 0),
                                             .generated = options.generated,
                                             .probe_of = of_training(options.probe)},
                                            watch("Evaluating"));
  report["data"] = data.test.name;
  report["weights_hash"] = checkpoint.hash;
  if (!options.log.empty()) add_to_log(options.log, report);
  if (options.json) return print_line(report);
  std::printf("%u images of %s: test loss %s\n", report["images"].get<uint32_t>(),
              data.test.name.c_str(), in_words(report, *trainer).c_str());
  if (report.contains("importance_weighted_nll"))
    std::printf("importance-weighted NLL %.4g nats/image (k = %u, first %u images)\n",
                report["importance_weighted_nll"].get<double>(), options.importance_samples,
                report["importance_images"].get<uint32_t>());
  if (report.contains("generated")) {
    const auto& g = report["generated"];
    std::printf(
        "%u generated: precision %.3g, recall %.3g, coverage %.3g; %.3g from the nearest training "
        "example (test examples %.3g)\n",
        g["count"].get<uint32_t>(), g["precision"].get<double>(), g["recall"].get<double>(),
        g["coverage"].get<double>(), g["nearest"].get<double>(), g["test_nearest"].get<double>());
    if (g.contains("entropy"))
      std::printf("their classes: entropy %.3g nats, %.3g %% confident (test examples %.3g %%)\n",
                  g["entropy"].get<double>(), 100 * g["confident"].get<double>(),
                  100 * g["test_confident"].get<double>());
  }
  if (report.contains("probe"))
    std::printf("a linear classifier on the codes: %.4g %% right\n",
                100 * report["probe"]["accuracy"].get<double>());
  if (report.contains("pca")) {
    const auto& pca = report["pca"];
    std::printf(
        "PCA with %u components: %.4g MSE/pixel, on the training data %.4g (network %.4g)\n",
        pca["components"].get<uint32_t>(), pca["mse"].get<double>(), pca["train_mse"].get<double>(),
        report["train_mse"].get<double>());
    if (pca.contains("mean_squared_cosine"))
      std::printf("principal angles between both: mean squared cosine %.4g\n",
                  pca["mean_squared_cosine"].get<double>());
  }
}

void sample(const SampleOptions& options) {
  const Opened opened(options.model);
  const auto& [checkpoint, backend, trainer] = opened;
  check_place(options.out);
  const Settings& settings = checkpoint.settings;
  const uint32_t code = settings.code, count = options.columns * options.rows;
  Shape shape = checkpoint.example.shape;
  shape.n = count;
  const auto save = [&](std::span<const float> pictures) {
    write_file(options.out, write_png(grid(to_bytes(pictures), shape, options.columns, 2, 2)));
  };
  if (Generator* generator = trainer->method().generator())
    return save(generator->sample(count, options.seed));
  std::vector<float> codes = normal_draws(options.seed, 0, count * code);
  if (!trainer->codec().sampled()) {
    // A plain code has no prior: a Gaussian fitted to the codes of the data takes its place.
    const Dataset data = load_data(settings, options.data).train;
    check_fits(checkpoint, data);
    const uint32_t images = std::min(fitted_images, data.count);
    codes = fit_gaussian(trainer->codec().encode(pixels_of(data, 0, images)).mean, images, code)
                .colour(codes);
  }
  // Where the decoder is told a label, a column is a class.
  const std::vector<Label> labels = trainer->codec().labels_in_turn(options.columns);
  std::vector<float> pictures;
  const Watch told = watch("Drawing");
  for (uint32_t row = 0; row < options.rows; ++row) {
    const size_t of_row = size_t{options.columns} * code;
    const auto drawn =
        trainer->codec().decode(std::span(codes).subspan(row * of_row, of_row), labels);
    pictures.insert(pictures.end(), drawn.begin(), drawn.end());
    told((row + 1.0) / options.rows);
  }
  save(pictures);
}

void encode(const std::string& model, const std::string& data, bool of_training,
            const std::string& out) {
  const Opened opened(model);
  check_place(out);
  const Split both = load_data(opened.checkpoint.settings, data);
  const Dataset& examples = of_training ? both.train : both.test;
  check_fits(opened.checkpoint, examples);
  Codec& codec = opened.trainer->codec();
  Job<std::vector<float>> encoding = encoding_all(codec, examples);
  for (const Watch told = watch("Encoding"); encoding.step();) told(encoding.share());
  write_file(out, write_codes(encoding.take(), codec.code(), examples, out.ends_with(".csv")));
}

void decode(const std::string& model, const std::string& in, const std::string& out) {
  const Opened opened(model);
  check_place(out);
  Codec& codec = opened.trainer->codec();
  const Npy codes = read_npy({in, read_file(in)});
  if (codes.shape.size() != 2 || codes.shape[1] != codec.code() || codes.values.empty())
    fail("{}: is no array of floats [count, {}], which are this model's codes", in, codec.code());
  const uint32_t count = codes.shape[0];
  Shape shape = opened.checkpoint.example.shape;
  const std::vector<float> examples = codec.decode(codes.values, codec.labels_in_turn(count));
  shape.n = count;
  if (out.ends_with(".png"))
    return write_file(
        out, write_png(grid(to_bytes(examples), shape, std::min(count, sheet_columns), 2, 2)));
  write_file(out, write_npy(std::array{shape.n, shape.h, shape.w, shape.c}, examples));
}

// Of the training that was saved: how its loss fell, or where its codes of examples lie.
static void export_plot(const ExportOptions& options) {
  if (!options.part.empty()) throw UsageError("--part is of --format onnx; an svg has --what");
  const Opened opened(options.model);
  const auto& [checkpoint, backend, trainer] = opened;
  check_place(options.out);
  const Settings& settings = checkpoint.settings;
  const std::string about =
      std::format("{} on {}, step {}", settings.preset.empty() ? settings.method : settings.preset,
                  settings.data, trainer->step());
  std::string svg;
  if (options.what != "plane") {
    svg = curves_as_svg(checkpoint.curves, trainer->series(), settings, trainer->method().unit(),
                        about);
  } else {
    if (!trainer->method().codec() || settings.code != 2)
      fail("plane: this network has no code of two numbers; choose --what curves");
    const Dataset test = load_data(settings, options.data).test;
    check_fits(checkpoint, test);
    Job<std::vector<float>> encoding = encoding_all(trainer->codec(), test);
    for (const Watch told = watch("Encoding"); encoding.step();) told(encoding.share());
    svg = plane_as_svg(encoding.take(), test, about);
  }
  write_file(options.out, {reinterpret_cast<const uint8_t*>(svg.data()), svg.size()});
}

void export_model(const ExportOptions& options) {
  if (followed(options.out) == followed(options.model))
    throw UsageError(std::format("--out {} is the model itself; give another name", options.out));
  if (options.format == "svg") return export_plot(options);
  if (!options.what.empty() || !options.data.empty())
    throw UsageError(
        std::format("--what and --data are of --format svg; {} is the network", options.format));
  const auto format =
      std::ranges::find(export_formats, options.format, &ExportFormatFacts::name)->format;
  if (format != ExportFormat::onnx && !options.part.empty())
    throw UsageError(
        std::format("--part is of --format onnx; {} has the whole, leave it out", options.format));
  const Opened opened(options.model, std::nullopt);  // its own batch is told on
  check_place(options.out);
  write_file(options.out, export_network(*opened.trainer, format, options.part,
                                         std::filesystem::path(options.model).filename().string()));
}

void blend(const BlendOptions& options) {
  const Opened opened(options.model);
  check_place(options.out);
  const Dataset test = load_data(opened.checkpoint.settings, options.data).test;
  check_fits(opened.checkpoint, test);
  const Blending both = blend(opened.trainer->codec(), test, options.from, options.to,
                              options.steps, options.spherical ? Way::spherical : Way::linear);
  std::vector<float> rows = both.latent;
  rows.insert(rows.end(), both.pixels.begin(), both.pixels.end());
  Shape shape = test.example;
  shape.n = 2 * options.steps;
  write_file(options.out, write_png(grid(to_bytes(rows), shape, options.steps, 2, 2)));
}

void link(const std::string& model, bool weights) {
  const Checkpoint checkpoint = read_model(model);
  const Goal goal = goal_of(checkpoint.settings, checkpoint.state.whole_steps(), checkpoint.hash);
  const std::string link =
      write_link(checkpoint.settings, {}, goal, weights ? pack_weights(checkpoint) : std::string());
  if (weights) check_length(link);
  std::puts(link.c_str());
}

void hash(const std::string& model) { std::puts(read_model(model).hash.c_str()); }

void list_presets(bool json) {
  list(presets(), json, [](const Preset& preset) { return preset.line; });
}

void list_lessons(bool json) {
  list(lessons(), json, [](const Lesson& lesson) { return lesson.title + "  " + lesson.formula; });
}

void bench(const BenchOptions& options) {
  if (options.backend == "webgpu" && options.reproducible)
    throw UsageError("bench: webgpu cannot be reproducible; leave one of them out");
  const auto backend =
      Backends(show_waiting).make(options.backend, {options.threads, options.reproducible});
  show_waiting({});
  const nlohmann::json report =
      run_benchmark(options.workload, options.seconds, *backend, watch("Measuring"));
  if (options.json) return print_line(report);
  std::printf("%s: ", options.workload.c_str());
  if (report.contains("samples_per_second"))
    std::printf("%.0f samples/s, ", report["samples_per_second"].get<double>());
  std::printf("%.3g GFLOP/s in products", report["gflops"].get<double>());
  if (report.contains("peak_share"))
    std::printf(", %.0f %% of %.3g GFLOP/s × %u (%s%s)\n", 100 * report["peak_share"].get<double>(),
                report["peak_gflops"].get<double>(), report["threads"].get<uint32_t>(),
                report["simd"].get<std::string>().c_str(),
                options.reproducible ? ", reproducible" : "");
  else
    std::printf(" on %s%s\n", report["adapter"].get<std::string>().c_str(),
                report["software"].get<bool>() ? " (software)" : "");
  if (report.contains("remark"))
    std::printf("the CPU computes: %s\n", report["remark"].get<std::string>().c_str());
}

}  // namespace hourglass
