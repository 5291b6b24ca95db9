// Building, training by time, and snapshots.
#include "app/engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include "compute/error.h"
#include "data/known.h"
#include "data/select.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "model/filters.h"
#include "model/prior.h"
#include "share/png.h"
#include "share/texts.h"
#include "train/beginning.h"
#include "train/loss.h"
#include "train/report.h"

namespace hourglass {

namespace {

constexpr double most_steps = 1024;  // at once; the losses of so many are kept

Dataset head_of(const Dataset& data, uint32_t most) {
  return part(data, 0, std::min(most, data.count));
}

std::vector<Label> labels_of(const Dataset& data) {
  return {data.labels.begin(), data.labels.end()};
}

// To be looked at: pictures are cut to their range, and nothing is NaN.
Pictures looked_at(const Dataset& data, std::vector<float> numbers) {
  const bool pictures = data.kind == Kind::pictures;
  for (float& v : numbers)
    v = pictures ? (v > 0 ? std::min(v, 1.0f) : 0) : (std::isfinite(v) ? v : 0);
  const Shape& e = data.example;
  return {static_cast<uint32_t>(numbers.size() / e.features()),
          e.h,
          e.w,
          std::move(numbers),
          e.c,
          data.kind};
}

Pictures looked_at(const Dataset& data) { return looked_at(data, pixels_of(data, 0, data.count)); }

// The first of the factors, as shares of its levels.
std::vector<float> factor_of(const Dataset& data) {
  std::vector<float> shares;
  if (data.factors.empty() || data.classes > 0) return shares;
  const Factor& factor = data.factors[0];
  for (const uint16_t level : factor.values)
    shares.push_back(static_cast<float>(level) /
                     static_cast<float>(std::max(factor.levels, 2u) - 1));
  return shares;
}

// "nats/image" and "how badly the image is rebuilt" become those of a point, or of a row.
std::string in_words_of(Kind kind, std::string text) {
  const Noun &images = noun(Kind::pictures), &words = noun(kind);
  for (const auto& [from, to] : {std::pair{images.one, words.one}, {images.number, words.number}})
    if (const size_t at = text.find(from); at != std::string::npos)
      text.replace(at, from.size(), to);
  return text;
}

}  // namespace

Engine::Engine(uint32_t spare_cores, double longest_run, Backends backends)
    : spare_cores_(spare_cores), training_(std::move(backends)) {
  training_.longest_run = longest_run;
}

Engine::Applied Engine::apply(const Settings& settings) {
  validate(settings);
  const Settings& now = now_.settings;
  const auto changed = differences(settings, now);
  if (ready() && std::ranges::all_of(changed, &Property::live)) {
    Settings next = settings;
    std::list<Aside> before = present_settings(changed);
    trainer().set_live(settings);
    now_.settings = std::move(next);
    now_.settings_since = trainer().step();
    put_aside(std::move(before));
    return Applied::live;
  }
  const bool keeps_weights = ready() && std::ranges::all_of(changed, [](const Property* p) {
                               return p->live || p->keeps_weights;
                             });
  Settings next = settings;
  std::shared_ptr<const Material> material = material_for(next);
  rebuild(next, std::move(material), keeps_weights ? Weights::kept : Weights::fresh);
  return keeps_weights ? Applied::kept : Applied::anew;
}

std::shared_ptr<const Engine::Material> Engine::material_for(Settings& settings) const {
  const Settings& now = now_.settings;
  const std::shared_ptr<const Material>& here = now_.material;
  const bool other = std::ranges::any_of(differences(settings, now),
                                         [](const Property* p) { return p->scope == Scope::data; });
  const bool generated = drawn_from_seed(settings.data) && settings.seed != now.seed;
  if (here && !other && !generated) return here;
  const DataName name = parts_of(settings.data);
  std::string_view base = base_name(settings.data);
  if (here && !name.source && name.plain == parts_of(here->base).plain) {
    // Files that a session was given: read in another way, or varied in another.
    if (here->files) base = name.read;
    if (here->files && base != here->base) {
      std::string called(base);
      Split split = dataset_from_files(*here->files, called);
      settings.data.replace(0, base.size(), called);
      return prepare(std::move(split), called, here->files, settings);
    }
  }
  const std::string variations(std::string_view(settings.data).substr(base.size()));
  const bool opened =
      here && base == here->base && !(drawn_from_seed(base) && settings.seed != now.seed);
  Split split = opened ? here->opened : load_dataset(base, settings.seed);
  if (const auto known = known_name(split); !known.empty()) base = known;
  const std::string called(base);
  settings.data = called + variations;
  return prepare(std::move(split), called, opened ? here->files : nullptr, settings);
}

std::string Engine::open(const Checkpoint& saved) {
  const Settings& now = now_.settings;
  Settings settings = saved.settings;
  settings.threads = now.threads;
  settings.backend = settings.reproducible && now.backend == "webgpu" ? "cpu" : now.backend;
  validate(settings);
  std::shared_ptr<const Material> material;
  std::string told;
  try {
    material = material_for(settings);
  } catch (const DeviceLost&) {
    throw;
  } catch (const Error& missing) {
    const Dataset& here = data().train;
    if (here.example != saved.example.shape)
      fail("{}; the model learnt from it: load it first, then open the model again",
           missing.what());
    told = tr("It learnt from {}, which is not here, and goes on with {}", settings.data, now.data);
    for (const Property& p : properties())
      if (p.scope == Scope::data) take(settings, now, p);
    material = now_.material;
  }
  check_fits(saved, material->split.train);
  rebuild(settings, std::move(material), Weights::opened,
          std::make_shared<const Trainer::State>(saved.state));
  const auto goes_on = [&](const Track& track, Curve& curve) {
    if (track.series != now_.model->series.size() || track.empty()) return;
    curve = Curve(track);
    curve.cut(trainer().step());  // it is measured anew
  };
  goes_on(saved.curves.train, now_.train_curve);
  goes_on(saved.curves.test, now_.test_curve);
  return told;
}

void Engine::use(Split split, std::string_view called, Files files) {
  Settings settings = now_.settings;
  const std::string_view known = known_name(split);
  settings.data = known.empty() ? called : known;
  const DataName name = parts_of(settings.data);
  if (!known.empty()) files.reset();
  rebuild(settings, prepare(std::move(split), files ? name.read : name.plain, files, settings));
  // Other files may be called the same.
  if (known.empty())
    std::erase_if(tried_, [&](const Tried& one) { return one.settings.data == settings.data; });
}

void Engine::reset() { rebuild(now_.settings, now_.material); }

void Engine::use_encoder() {
  const Codec& codec = trainer().codec();
  const Settings& now = now_.settings;
  Settings next = now;
  set(next, "preset", "classifier");
  for (const std::string_view same :
       {"data", "hidden", "channels", "pooling", "activation", "normalisation", "dropout",
        "initialisation", "optimizer", "learning_rate", "beta1", "momentum", "batch"})
    set(next, same, get(now, same));
  next.fine_tune_epochs = 0;
  // A code that is sampled has two numbers a unit, and is left out.
  if (!codec.sampled()) {
    if (next.hidden.empty()) next.activation = now.code_activation;
    next.hidden.push_back(now.code);
  }
  validate(next);
  rebuild(next, now_.material, Weights::encoder);
}

std::shared_ptr<const Engine::Material> Engine::prepare(Split opened, std::string_view base,
                                                        Files files,
                                                        const Settings& settings) const {
  auto material = std::make_shared<Material>();
  const std::string& name = settings.data;
  const Material* before = now_.material.get();
  const bool same = before && before->varied.train.name == name &&
                    before->opened.train.pixels.data() == opened.train.pixels.data() &&
                    before->opened.train.values.data() == opened.train.values.data() &&
                    before->seed == settings.seed;
  material->base = base;
  material->files = std::move(files);
  material->opened = std::move(opened);
  material->varied = same ? before->varied : varied(material->opened, name, settings.seed);
  material->seed = settings.seed;
  material->split = select(material->varied, selection(settings));
  // Their class may be none any more.
  const auto fits = [&](const Dataset& yours) {
    const Dataset& test = material->split.test;
    return yours.example == test.example && yours.floats() == test.floats() &&
           yours.labels.empty() == test.labels.empty() && test.regions.empty() &&
           std::ranges::all_of(yours.labels, [&](Label l) { return l < test.classes; });
  };
  if (before && before->yours.count > 0 && fits(before->yours)) material->yours = before->yours;
  look_at(*material);
  return material;
}

void Engine::look_at(Material& material) {
  const Split& data = material.split;
  const std::string& name = data.train.name;
  material.judged = head_of(data.test, plane_points);
  material.plane =
      material.yours.count == 0 ? material.judged : joined(material.yours, material.judged);
  material.plane_pixels = pixels_of(material.plane, 0, material.plane.count);
  const Dataset first =
      head_of(data.train, data.train.kind == Kind::pictures ? train_pictures : plane_points);
  auto view = std::make_shared<DataView>(
      DataView{name, data.train.count, data.test.count, data.train.classes, looked_at(first),
               labels_of(first), looked_at(material.plane), labels_of(material.plane),
               data.train.kind, data.train.title, data.train.class_names});
  view->feature_names = data.train.feature_names;
  view->found = data.train.found;
  view->label_name = data.train.label_name;
  const DataName parts = parts_of(name);
  view->read_in_ways = material.files || (parts.source && parts.source->reads_in_ways);
  view->yours = material.yours.count;
  view->train_factor = factor_of(first);
  view->test_factor = factor_of(material.plane);
  if (!view->train_factor.empty()) view->factor_name = data.train.factors[0].name;
  if (const Dataset seen = head_of(material.plane, samples_shown); !seen.regions.empty())
    view->test_regions.assign(seen.regions.begin(), seen.regions.end());
  if (view->kind != Kind::pictures) {
    view->high = 0;
    for (const Pictures* some : {&view->train, &view->test})
      for (const float v : some->pixels)
        view->low = std::min(view->low, v), view->high = std::max(view->high, v);
  }
  material.view = std::move(view);
}

void Engine::add_yours(const Pictures& picture, Label label) {
  const Dataset& test = data().test;
  const Shape& shape = test.example;
  auto material = std::make_shared<Material>(*now_.material);
  material->yours = {};
  if (picture.count > 0) {
    if (test.kind != Kind::pictures || !test.regions.empty() || picture.height != shape.h ||
        picture.width != shape.w || picture.channels != shape.c)
      fail("the data are no pictures of {}×{} like yours; choose other data", picture.width,
           picture.height);
    if (!test.labels.empty() && label >= test.classes)
      fail("the data have no class {}; choose one from 0 to {}", label, test.classes - 1);
    Dataset one = part(test, 0, 0);
    one.count = 1;
    const float threshold = settings().threshold;
    std::vector<float> values;
    for (const float v : picture.picture(0))
      values.push_back(threshold > 0 ? (v > threshold ? 1.0f : 0.0f) : std::clamp(v, 0.0f, 1.0f));
    if (test.floats())
      one.values = values;
    else
      one.pixels = to_bytes(values);
    if (!test.labels.empty()) one.labels = {label};
    for (Factor& factor : one.factors) factor.values = {uint16_t{0}};
    const Dataset& others = now_.material->yours;
    material->yours = others.count == 0 ? one : joined(one, head_of(others, most_yours - 1));
  }
  look_at(*material);
  now_.material = std::move(material);
}

Preview Engine::preview(const std::string& name) const {
  const Material& here = *now_.material;
  const DataName parts = parts_of(name);
  if (parts.plain != parts_of(here.base).plain) fail("the data are others by now; open this again");
  const uint64_t seed = settings().seed;
  Split some;
  if (parts.read == here.base || !here.view->read_in_ways) {
    some.train = spread(here.opened.train, previewed);
    some.test = head_of(here.opened.test, 2);
  } else if (here.files) {
    std::string called(parts.read);
    some = dataset_from_files(*here.files, called, previewed);
  } else {
    some = load_dataset(parts.read, seed, previewed);
  }
  const uint32_t all = here.opened.train.count + here.opened.test.count;
  Preview preview{{}, {}, here.opened.train.count, here.opened.test.count};
  for (const auto& [variation, value] : parts.variations)
    if (variation->name == "test") {
      preview.test_count =
          test_share(all, static_cast<uint32_t>(std::atoi(std::string(value).c_str())));
      preview.train_count = all - preview.test_count;
    }
  some = varied(std::move(some), name, seed);
  preview.some = looked_at(head_of(some.train, previewed));
  return preview;
}

void Engine::rebuild(const Settings& asked, std::shared_ptr<const Material> material,
                     Weights weights, std::shared_ptr<const Trainer::State> saved) {
  Settings settings = asked;
  fit_loss(settings, material->view->low, material->view->high);
  std::list<Aside> before = present();
  const auto weights_before = [&] {
    return before.empty() ? std::make_shared<const Trainer::State>(trainer().save())
                          : before.front().state;
  };
  // All that may throw comes before anything changes.
  Training::Built built =
      training_.make(settings, cpu_options(settings), {material, &material->split.train},
                     weights == Weights::kept ? weights_before() : std::move(saved));
  if (weights == Weights::encoder) {
    Beginning begun = begin_from(*built.trainer, trainer().network().modules, *weights_before(),
                                 "the network of before");
    built.from = std::make_shared<const Trainer::State>(std::move(begun.state));
    built.trainer->restore(*built.from);
  }
  const Trainer& trainer = *built.trainer;
  auto model = std::make_shared<Model>();
  const Diagram diagram = trainer.method().diagram();
  model->widths = diagram.widths;
  model->layer_names = diagram.layer_names;
  model->code_layer = diagram.code_layer;
  model->first_hidden = diagram.first_hidden;
  model->parameters = trainer.network().parameter_count();
  const Kind kind = material->split.train.kind;
  model->loss_unit = in_words_of(kind, trainer.method().unit());
  model->series = trainer.series();
  for (Series& series : model->series) {
    series.unit = in_words_of(kind, series.unit);
    series.help = in_words_of(kind, series.help);
  }
  model->players = trainer.players_in_turn();
  if (kind == Kind::pictures)
    model->filters = filter_units(trainer.network(), material->split.train.example);
  if (trainer.method().likelihood_kind() != Likelihood::none)
    model->nll_unit = in_words_of(kind, trainer.method().nll_unit());
  model->variational = trainer.method().codec() && trainer.method().codec()->sampled();
  model->batch = settings.batch;
  model->train_count = material->split.train.count;
  model->test_count = material->split.test.count;
  Run next;
  next.settings = settings;
  next.material = std::move(material);
  next.train_curve = next.test_curve = Curve(static_cast<uint32_t>(model->series.size()));
  if (weights == Weights::kept) next.train_curve = now_.train_curve;
  next.model = std::move(model);
  if (next.material == now_.material && settings.code == now_.settings.code &&
      settings.bias == now_.settings.bias && now_.components) {
    next.components = now_.components;
    next.components_mse = now_.components_mse;
  }
  next.number = weights == Weights::kept ? now_.number : trainings_ + 1;
  trainings_ = std::max(trainings_, next.number);
  training_.take(std::move(built));
  now_ = std::move(next);
  now_.settings_since = this->trainer().step();
  put_aside(std::move(before));
}

CpuOptions Engine::cpu_options(const Settings& settings) const {
  CpuOptions options{settings.threads, settings.reproducible};
  if (options.threads > 0) return options;
  // A processor that cannot be counted is taken for one core. The page starts at most nine threads.
  const uint32_t cores = std::clamp(std::thread::hardware_concurrency(), 1u, 9u);
  options.threads = cores > spare_cores_ ? cores - spare_cores_ : 1;
  return options;
}

std::unique_ptr<Backend> Engine::another_backend(const std::string& wanted) {
  CpuOptions options{std::max(1u, settings().threads), settings().reproducible};
  return training_.backends().make(wanted, options);
}

std::string Engine::recover(const std::string& reason) {
  // Nothing was built yet, or the device was another's: a benchmark's, or that of a network to come.
  if (!now_.material || (ready() && backend().name == "cpu")) {
    training_.backends().forget();
    return reason;
  }
  const std::string told = training_.recover(reason);
  now_.settings.backend = trainer().settings().backend;
  now_.train_curve.cut(trainer().step());
  now_.test_curve.cut(trainer().step());
  return told;
}

void Engine::train(double seconds, std::optional<uint32_t> until) {
  const double start = seconds_now();
  uint32_t steps = static_cast<uint32_t>(std::clamp(seconds / now_.step_seconds, 1.0, most_steps));
  if (until) steps = std::min(steps, *until - trainer().step());
  trainer().advance(steps);
  now_.turn.clear();
  take_losses();
  // With the losses: a GPU may only have queued the steps until they are asked for.
  const double each = (seconds_now() - start) / std::max(1u, steps);
  // One lucky chunk must not swell the next.
  now_.step_seconds = std::max(each, now_.step_seconds / 4);
  training_.keep();
}

void Engine::take_losses() {
  const Track losses = trainer().take_losses();
  for (size_t i = 0; i < losses.size(); ++i) {
    if (losses.diverged == losses.steps[i])
      fail("Training diverged at step {}: reset, and lower the learning rate ({})", losses.steps[i],
           settings().learning_rate);
    now_.train_curve.add(losses.steps[i], losses.row(i));
  }
}

void Engine::turn(std::string_view player) {
  trainer().take_turn(player);
  now_.turn = player;
  take_losses();
  training_.keep();
}

Pictures Engine::pictures(std::vector<float> pixels) const {
  return looked_at(data().train, std::move(pixels));
}

std::vector<float> Engine::decode(std::span<const float> codes, std::span<const Label> labels) {
  Codec& codec = trainer().codec();
  if (!labels.empty()) return codec.decode(codes, labels);
  const std::array label{
      static_cast<Label>(std::min(settings().condition, std::max(codec.classes(), 1u) - 1))};
  return codec.decode(codes, label);
}

std::vector<float> Engine::sample(uint32_t count, uint64_t seed) {
  if (Generator* generator = trainer().method().generator()) return generator->sample(count, seed);
  Codec& codec = trainer().codec();
  return codec.decode(prior_codes(count, seed), codec.labels_in_turn(count));
}

Blending Engine::blend(uint32_t from, uint32_t to, uint32_t steps, Way way) {
  const Dataset &yours = now_.material->yours, &test = data().test;
  if (std::max(from, to) >= yours.count + test.count)
    fail("blend: {} {} and {}, there are {} to test on; choose from 0 to {}", noun(test.kind).many,
         from, to, yours.count + test.count, yours.count + test.count - 1);
  const auto one = [&](uint32_t i) {
    return i < yours.count ? part(yours, i, 1) : part(test, i - yours.count, 1);
  };
  return hourglass::blend(trainer().codec(), joined(one(from), one(to)), 0, 1, steps, way);
}

Pictures Engine::filters(uint32_t layer, uint32_t most) {
  FilterSheet sheet = hourglass::filters(trainer().network(), data().train.example, layer, most);
  const size_t each = size_t{sheet.height} * sheet.width * sheet.channels;
  return {static_cast<uint32_t>(sheet.weights.size() / each),
          sheet.height,
          sheet.width,
          std::move(sheet.weights),
          sheet.channels,
          Kind::pictures};
}

LayersReport Engine::layers(uint32_t image) {
  const Dataset& plane = now_.material->plane;
  if (plane.count == 0) fail("layers: there are no test examples to look at; load more data");
  const Dataset one = part(plane, std::min(image, plane.count - 1), 1);
  return report_layers(trainer(),
                       joined(one, part(plane, 0, std::min(plane.count, report_examples - 1))));
}

std::vector<float> Engine::prior_codes(uint32_t count, uint64_t seed) {
  const uint32_t k = settings().code;
  std::vector<float> codes = normal_draws(seed, 0, count * k);
  if (now_.model->variational) return codes;
  const Material& material = *now_.material;
  return fit_gaussian(trainer().codec().encode(material.plane_pixels).mean, material.plane.count, k)
      .colour(codes);
}

}  // namespace hourglass
