// Snapshots: what there is to see of a network, by what it can answer.
#include <algorithm>
#include <cmath>

#include "app/engine.h"
#include "data/sources.h"
#include "train/report.h"

namespace hourglass {

namespace {

constexpr uint32_t rows_at_once = Codec::batch;
constexpr uint32_t most_compared = 64;  // directions of a plane: each snapshot measures its angles
constexpr uint32_t compared_examples = 4'000;  // whose principal components are found

// `side`² places of the square ±extent, row by row from the top.
std::vector<float> square(uint32_t side, float extent) {
  const float pitch = 2 * extent / static_cast<float>(side - 1);
  std::vector<float> places;
  for (uint32_t row = 0; row < side; ++row)
    for (uint32_t column = 0; column < side; ++column)
      places.insert(places.end(), {-extent + pitch * static_cast<float>(column),
                                   extent - pitch * static_cast<float>(row)});
  return places;
}

// Of the square that holds the data, with room around them.
float extent_of(const DataView& data) { return 1.25f * std::max(-data.low, data.high); }

}  // namespace

Job<double> Engine::comparing_with_components() {
  // Without threads the page would stand still while the matrix is taken apart.
  const uint32_t features = data().train.example.features();
  const bool can = training_.longest_run == 0 && features <= most_pca_features &&
                   settings().code <= std::min(features, most_compared);
  const std::vector<float> rows = can ? decoder_rows(trainer()) : std::vector<float>{};
  if (rows.empty()) co_return 0;
  if (!now_.components) {
    const std::shared_ptr<const Material> material = now_.material;
    const Dataset examples =
        part(material->split.train, 0, std::min(compared_examples, material->split.train.count));
    Job<PrincipalComponents> finding =
        finding_components(examples, settings().code, settings().bias);
    while (finding.step()) co_yield finding.share();
    auto found = std::make_shared<const PrincipalComponents>(finding.take());
    now_.components_mse = projection_mse(*found, material->plane);
    now_.components = std::move(found);
  }
  co_return mean_squared_cosine(*now_.components, rows);
}

Job<std::shared_ptr<const Snapshot>> Engine::picturing(bool training, double samples_per_second) {
  const double start = seconds_now();
  if (!training) training_.keep(true);
  const std::shared_ptr<const Material> material = now_.material;
  const Dataset& plane = material->plane;
  auto s = std::make_shared<Snapshot>();
  s->model = now_.model;
  s->data = material->view;
  s->training = training;
  s->step = trainer().step();
  s->epoch = trainer().epoch();
  s->samples_per_second = samples_per_second;

  const bool first = !std::exchange(now_.pictured, true);
  if (first || (now_.tested_step != s->step && (!training || start > now_.next_test))) {
    Job<Evaluation> evaluating = trainer().evaluating(plane);
    while (evaluating.step()) co_yield evaluating.share() / 2;
    Evaluation evaluation = evaluating.take();
    const Figures& f = evaluation.figures;
    const std::vector<float> terms(f.terms.begin(), f.terms.end());
    now_.test_curve.add(s->step, terms);
    now_.test_mse = f.mse.value_or(0);
    now_.test_nll =
        trainer().method().likelihood_kind() == Likelihood::none ? 0 : trainer().method().nll_of(f);
    now_.test_losses = std::move(evaluation.losses);
    now_.tested_step = s->step;
    now_.next_test = start + std::max(1.0, 10 * (seconds_now() - start));
  }
  s->phases = trainer().phases();
  s->turn = now_.turn;
  if (!s->turn.empty()) s->next_turn = trainer().next_in_turn();
  tell_abilities(*s);
  if (const auto& normal = settings().normal; !normal.empty() && !plane.labels.empty()) {
    s->scores = now_.test_losses;
    for (uint32_t i = 0; i < s->scores.size(); ++i)
      s->strange.push_back(std::ranges::find(normal, plane.labels[i]) == normal.end());
  }
  Job<double> comparing = comparing_with_components();
  while (comparing.step()) co_yield 0.5;
  s->pca_cosine = comparing.take();
  if (s->pca_cosine > 0) s->pca_mse = now_.components_mse;
  s->training_number = now_.number;
  s->train_curve = now_.train_curve.points();
  s->test_curve = now_.test_curve.points();
  s->test_mse = static_cast<float>(now_.test_mse);

  if (trainer().method().codec()) {
    Job<bool> codes = picturing_codes(*s, first);
    while (codes.step()) co_yield 0.5 + 0.4 * codes.share();
  }
  Job<bool> answers = picturing_answers(*s);
  while (answers.step()) co_yield 0.9 + 0.1 * answers.share();
  co_return s;
}

// What a network with a code shows: codes, reconstructions and, of a code of two units, its plane.
Job<bool> Engine::picturing_codes(Snapshot& s, bool first) {
  const std::shared_ptr<const Material> material = now_.material;
  const Dataset& plane = material->plane;
  const uint32_t k = settings().code, features = plane.example.features();
  Codes codes;
  for (uint32_t row = 0; row < plane.count; row += rows_at_once) {
    const size_t rows = std::min(rows_at_once, plane.count - row);
    const Codes some = trainer().codec().encode(
        std::span(material->plane_pixels).subspan(size_t{row} * features, rows * features));
    codes.mean.insert(codes.mean.end(), some.mean.begin(), some.mean.end());
    codes.log_variance.insert(codes.log_variance.end(), some.log_variance.begin(),
                              some.log_variance.end());
    co_yield 0.5 * row / plane.count;
  }
  s.code_count = plane.count;
  s.code_size = k;
  if (now_.model->variational) {
    s.active_units = active_units(codes.mean, k);
    const std::vector<double> kl = unit_kl(codes.mean, codes.log_variance, k);
    s.unit_kl.assign(kl.begin(), kl.end());
  }
  // Points and rows are small, and are all seen at once.
  const size_t shown =
      plane.kind == Kind::pictures ? std::min(reconstructed, plane.count) : plane.count;
  std::span<const Label> labels;  // of those, where the decoder is told them
  if (trainer().codec().classes() > 0) labels = std::span(plane.labels).first(shown);
  std::vector<float> spoilt =
      trainer().codec().spoilt(std::span(material->plane_pixels).first(shown * features));
  std::vector<float> outputs =
      spoilt.empty() ? trainer().codec().decode(std::span(codes.mean).first(shown * k), labels)
                     : trainer().codec().decode(trainer().codec().encode(spoilt).mean, labels);
  if (!spoilt.empty()) s.spoilt = pictures(std::move(spoilt));
  for (size_t i = 0; i < outputs.size(); i += features)
    s.output_mse.push_back(static_cast<float>(
        squared_distance(std::span(outputs).subspan(i, features),
                         std::span(material->plane_pixels).subspan(i, features)) /
        features));
  s.outputs = pictures(std::move(outputs));
  co_yield 0.5;

  if (k == 2) {
    // Room for nearly all codes, but never less than the prior's 3σ; slowly, so that the picture
    // beneath the points does not jump.
    std::vector<float> sizes(codes.mean.size());
    std::ranges::transform(codes.mean, sizes.begin(), [](float v) { return std::abs(v); });
    std::erase_if(sizes, [](float v) { return !std::isfinite(v); });
    if (sizes.empty()) sizes.push_back(0);
    const auto high = sizes.begin() + static_cast<ptrdiff_t>(sizes.size() * 99 / 100);
    std::ranges::nth_element(sizes, high);
    const float wanted = std::clamp(*high * 1.1f, now_.model->variational ? 3.0f : 0.5f, 1e4f);
    now_.manifold_extent =
        first ? wanted : now_.manifold_extent + 0.3f * (wanted - now_.manifold_extent);
    const float extent = now_.manifold_extent;
    const std::vector<float> grid = square(manifold_side, extent);
    std::vector<float> pixels;
    for (size_t at = 0; at < grid.size(); at += size_t{rows_at_once} * k) {
      const std::vector<float> decoded =
          decode(std::span(grid).subspan(at, std::min(size_t{rows_at_once} * k, grid.size() - at)));
      pixels.insert(pixels.end(), decoded.begin(), decoded.end());
      co_yield 0.6 + 0.4 * static_cast<double>(at) / static_cast<double>(grid.size());
    }
    s.manifold = pictures(std::move(pixels));
    s.manifold_extent = extent;
  }
  if (plane.kind == Kind::points && features == 2) {
    s.field_extent = extent_of(*material->view);
    const std::vector<float> places = square(pull_side, s.field_extent);
    const std::vector<float> put = decode(trainer().codec().encode(places).mean);
    for (size_t i = 0; i < places.size(); i += 2)
      s.pull.insert(s.pull.end(), {places[i], places[i + 1], put[i], put[i + 1]});
  }
  s.codes = std::move(codes.mean);
  s.log_variances = std::move(codes.log_variance);
  co_return true;
}

// What the method can do, beside others that were tried on the same examples.
void Engine::tell_abilities(Snapshot& s) {
  const Method& method = trainer().method();
  const Settings& now = settings();
  Ability ability{now.preset.empty() ? now.method : now.preset};
  ability.likelihood = method.likelihood_kind();
  ability.density = ability.likelihood == Likelihood::exact;
  ability.sampling = method.generator() || now_.model->variational;
  ability.encoding = method.encodes();
  ability.nll = now_.test_nll;
  ability.step = ability.likelihood == Likelihood::none ? s.step : now_.tested_step;
  const auto same_data = [&](const Settings& other) {
    return (other.seed == now.seed || !drawn_from_seed(now.data)) &&
           std::ranges::none_of(differences(now, other),
                                [](const Property* p) { return p->scope == Scope::data; });
  };
  const auto same = [&](const Tried& one) {
    return one.ability.title == ability.title && same_data(one.settings);
  };
  s.abilities = {ability};
  for (const Tried& one : tried_)
    if (one.ability.title != ability.title && same_data(one.settings))
      s.abilities.push_back(one.ability);
  if (ability.step == 0) return;
  const auto before = std::ranges::find_if(tried_, same);
  if (before != tried_.end()) {
    before->ability = ability;
    return;
  }
  constexpr size_t most = 64;
  if (tried_.size() == most) tried_.erase(tried_.begin());
  tried_.push_back({now, ability});
}

// What a generator, a classifier or a field shows.
Job<bool> Engine::picturing_answers(Snapshot& s) {
  const std::shared_ptr<const Material> material = now_.material;
  const Dataset& plane = material->plane;
  const Method& method = trainer().method();
  if (Generator* generator = method.generator()) {
    constexpr uint64_t noise = 0;  // the same in each snapshot, so that it is seen to move
    s.samples_in_turn = generator->in_turn();
    s.samples = pictures(
        generator->sample(plane.kind == Kind::pictures ? samples_shown : plane_points, noise));
    if (plane.kind == Kind::points) {
      s.sample_pull = generator->pull(samples_pulled, noise);
      s.noise_lines = generator->noise_lines();
    }
    co_yield 0.3;
  }
  const size_t features = plane.example.features();
  if (Classifier* classifier = method.classifier())
    for (uint32_t row = 0; row < plane.count; row += rows_at_once) {
      const size_t rows = std::min(rows_at_once, plane.count - row);
      const std::vector<float> some = classifier->classify(
          std::span(material->plane_pixels).subspan(row * features, rows * features));
      s.probabilities.insert(s.probabilities.end(), some.begin(), some.end());
      co_yield 0.3 + 0.3 * row / plane.count;
    }
  if (Segmenter* segmenter = method.segmenter()) {
    s.regions = segmenter->segment(
        std::span(material->plane_pixels).first(std::min(samples_shown, plane.count) * features));
    co_yield 0.8;
  }
  if (Field* field = method.field(); field && features == 2) {
    s.field_extent = extent_of(*material->view);
    s.field = field->at(square(field_side, s.field_extent));
    s.field_label = field->label();
  }
  co_return true;
}

}  // namespace hourglass
