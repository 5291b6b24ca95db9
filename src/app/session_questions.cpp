// What a session is asked, as tasks for the worker: nothing here changes a weight.
#include "app/session_implementation.h"
#include "data/pixels.h"
#include "export/export.h"
#include "share/texts.h"
#include "train/benchmark.h"
#include "train/generated.h"
#include "train/infill.h"
#include "train/report.h"

namespace hourglass {

void Session::encode(Pictures pictures, Reply<Codes> reply) {
  auto* i = implementation_.get();
  i->answer<Codes>(std::move(reply), [i, pictures = std::move(pictures)] {
    hourglass::Codes found = i->trainer().codec().encode(pictures.pixels);
    const uint32_t size = i->worker.engine.settings().code;
    const auto count = static_cast<uint32_t>(found.mean.size() / size);
    return Codes{{}, count, size, std::move(found.mean), std::move(found.log_variance)};
  });
}

void Session::decode(std::vector<float> codes, std::optional<Label> as, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, as, codes = std::move(codes)] {
    return Decoded{{}, i->decoded(codes, as ? std::span(&*as, 1) : std::span<const Label>{})};
  });
}

void Session::sample(uint32_t count, uint64_t seed, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, count, seed] {
    Engine& engine = i->worker.engine;
    return Decoded{{}, engine.pictures(engine.sample(count, seed))};
  });
}

void Session::blend(uint32_t from, uint32_t to, uint32_t steps, Way way, Reply<Blend> reply) {
  auto* i = implementation_.get();
  i->answer<Blend>(std::move(reply), [i, from, to, steps, way] {
    Engine& engine = i->worker.engine;
    Blending both = engine.blend(from, to, steps, way);
    return Blend{
        {}, engine.pictures(std::move(both.latent)), engine.pictures(std::move(both.pixels))};
  });
}

void Session::preview(std::string name, Reply<Preview> reply) {
  auto* i = implementation_.get();
  i->answer<Preview>(std::move(reply),
                     [i, name = std::move(name)] { return i->worker.engine.preview(name); });
}

namespace {

Job<Session::Report> reporting(Job<nlohmann::json> figures) {
  while (figures.step()) co_yield figures.share();
  co_return Session::Report{{}, figures.take()};
}

}  // namespace

void Session::evaluate(std::string split, Besides besides, Reply<Report> reply) {
  auto* i = implementation_.get();
  i->answer_long<Report>("Evaluating", std::move(reply), [i, split, besides] {
    if (split != "train" && split != "test")
      fail("evaluate: '{}' is no split; choose train or test", split);
    const Split& data = i->worker.engine.data();
    return reporting(
        evaluation_reporting(i->trainer(), split == "train" ? data.train : data.test,
                             {.importance_samples = besides.importance_samples,
                              .pca_of = besides.pca ? &data.train : nullptr,
                              .generated_of = besides.generated > 0 ? &data.train : nullptr,
                              .generated = besides.generated,
                              .probe_of = besides.probe ? &data.train : nullptr}));
  });
}

void Session::export_network(ExportFormat format, std::string part, Reply<Saved> reply) {
  auto* i = implementation_.get();
  i->answer<Saved>(std::move(reply), [i, format, part = std::move(part)] {
    const auto& facts = *std::ranges::find(export_formats, format, &ExportFormatFacts::format);
    return i->saved(std::format("{}{}{}", part.empty() ? "" : "-", part, facts.ending),
                    hourglass::export_network(i->trainer(), format, part,
                                              i->saved(".safetensors", {}).file.name));
  });
}

namespace {

// file: how it will be called.
Job<Session::Saved> saving_codes(Codec& codec, const Dataset& of, bool as_csv,
                                 Session::Saved file) {
  Job<std::vector<float>> encoding = encoding_all(codec, of);
  while (encoding.step()) co_yield encoding.share();
  file.file.bytes = write_codes(encoding.take(), codec.code(), of, as_csv);
  co_return file;
}

}  // namespace

void Session::export_codes(std::string split, bool as_csv, Reply<Saved> reply) {
  auto* i = implementation_.get();
  i->answer_long<Saved>("Encoding", std::move(reply), [i, split = std::move(split), as_csv] {
    const Split& data = i->worker.engine.data();
    return saving_codes(i->trainer().codec(), split == "train" ? data.train : data.test, as_csv,
                        i->saved(as_csv ? "-codes.csv" : "-codes.npy", {}));
  });
}

void Session::weights_hash(Reply<Hash> reply) {
  auto* i = implementation_.get();
  i->answer<Hash>(std::move(reply),
                  [i] { return Hash{{}, i->trainer().weights_hash(), i->trainer().step()}; });
}

void Session::filters(uint32_t layer, uint32_t most, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer<Decoded>(std::move(reply), [i, layer, most] {
    return Decoded{{}, i->worker.engine.filters(layer, most)};
  });
}

void Session::layers(uint32_t image, Reply<Layers> reply) {
  auto* i = implementation_.get();
  i->answer<Layers>(std::move(reply), [i, image] {
    return Layers{{}, std::make_shared<const LayersReport>(i->worker.engine.layers(image))};
  });
}

namespace {

Job<Session::Decoded> picking_nearest(const Engine& engine, std::vector<float> examples) {
  const Dataset among = engine.data().train;
  Job<Nearest> finding = finding_nearest(std::move(examples), among);
  while (finding.step()) co_yield finding.share();
  const Dataset found = pick(among, finding.take().which);
  co_return Session::Decoded{{}, engine.pictures(pixels_of(found, 0, found.count))};
}

}  // namespace

void Session::nearest(Pictures examples, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer_long<Decoded>(
      "Looking for what is most like them", std::move(reply), [i, examples = std::move(examples)] {
        if (examples.features() != i->worker.engine.data().train.example.features())
          fail("nearest: the data are others by now; ask again");
        return picking_nearest(i->worker.engine, examples.pixels);
      });
}

namespace {

Job<Session::Decoded> infilling_pictures(Engine& engine, Pictures example, std::vector<bool> erased,
                                         uint32_t passes, std::optional<Label> label) {
  Job<std::vector<float>> filling = infilling(engine.trainer().codec(), std::move(example.pixels),
                                              std::move(erased), passes, label);
  while (filling.step()) co_yield filling.share();
  co_return Session::Decoded{{}, engine.pictures(filling.take())};
}

}  // namespace

void Session::infill(Pictures example, std::vector<bool> erased, uint32_t passes,
                     std::optional<Label> label, Reply<Decoded> reply) {
  auto* i = implementation_.get();
  i->answer_long<Decoded>(
      "Filling in", std::move(reply),
      [i, example = std::move(example), erased = std::move(erased), passes, label] {
        return infilling_pictures(i->worker.engine, example, erased, passes, label);
      });
}

void Session::trace(Pictures example, std::optional<Label> label, std::vector<float> epsilon,
                    Reply<Traced> reply) {
  auto* i = implementation_.get();
  i->answer<Traced>(std::move(reply),
                    [i, label, example = std::move(example), epsilon = std::move(epsilon)] {
                      Traced traced;
                      traced.trace = trace_latent(i->trainer(), example.pixels, label, epsilon);
                      traced.output = i->worker.engine.pictures(traced.trace.output);
                      return traced;
                    });
}

void Session::bench(std::string workload, double seconds, std::string backend,
                    Reply<Report> reply) {
  auto* i = implementation_.get();
  const auto on = std::make_shared<std::unique_ptr<Backend>>();  // as long as the job
  i->answer_long<Report>(
      tr("Measuring {}", workload), std::move(reply), [workload, seconds, backend, i, on] {
        const std::string& wanted = backend.empty() ? i->worker.engine.settings().backend : backend;
        *on = i->worker.engine.another_backend(wanted);
        return reporting(benchmarking(workload, seconds, **on));
      });
}

}  // namespace hourglass
