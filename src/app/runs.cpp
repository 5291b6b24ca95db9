#include "app/runs.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "compute/error.h"
#include "model/changes.h"
#include "share/json.h"
#include "share/texts.h"

namespace hourglass {

using nlohmann::json;

namespace {

// Total and parts, of at most so many rows: neighbours are averaged.
Track thinned(const Track& track, const Model& model, const Settings& settings) {
  const size_t series = model.series.size() + 1;
  Track result{static_cast<uint32_t>(series), {}, {}};
  const size_t each = (track.size() + Runs::points - 1) / Runs::points;
  std::vector<float> row(series);
  for (size_t i = 0; i < track.size(); i += each) {
    const size_t end = std::min(i + each, track.size());
    std::ranges::fill(row, 0.0F);
    for (size_t j = i; j < end; ++j) {
      row[0] += static_cast<float>(total(track.row(j), model.series, settings));
      for (size_t s = 1; s < series; ++s) row[s] += track.row(j)[s - 1];
    }
    for (float& value : row) value /= static_cast<float>(end - i);
    result.add(track.steps[end - 1], row);
  }
  return result;
}

json to_json(const Track& track) {
  json rows = json::array();
  for (size_t i = 0; i < track.size(); ++i) {
    json row = json::array({track.steps[i]});
    // Four digits are more than a chart shows.
    for (const float v : track.row(i))
      row.push_back(std::isfinite(v) ? json::parse(std::format("{:.4g}", v)) : json(nullptr));
    rows.push_back(std::move(row));
  }
  return rows;
}

uint32_t step_of(const json& value) {
  const uint64_t step = whole_number(value);
  if (step > std::numeric_limits<uint32_t>::max()) fail("its steps are too many");
  return static_cast<uint32_t>(step);
}

Track track_of(const json& rows, size_t series) {
  Track track{static_cast<uint32_t>(series), {}, {}};
  for (const json& row : rows) {
    if (track.size() == Runs::points + 1 || row.size() != series + 1) fail("its curve is none");
    std::vector<float> values;
    for (size_t s = 1; s <= series; ++s)
      values.push_back(row[s].is_null() ? std::nanf("") : row[s].get<float>());
    track.add(step_of(row[0]), values);
  }
  if (!std::ranges::is_sorted(track.steps)) fail("its steps are in no order");
  return track;
}

Run run_of(const json& from) {
  Run run;
  run.name = from.at("name").get<std::string>().substr(0, 60);
  run.changes = from.at("changes").get<std::string>().substr(0, 400);
  run.unit = from.at("unit").get<std::string>().substr(0, 60);
  run.series = from.at("series").get<std::vector<std::string>>();
  if (run.series.empty() || run.series.size() > 32) fail("its series are none");
  run.step = step_of(from.at("step"));
  run.epoch = from.at("epoch").get<double>();
  run.shown = from.at("shown").get<bool>();
  merge_json(run.settings, from.at("settings"));
  run.train = track_of(from.at("train"), run.series.size());
  run.test = track_of(from.at("test"), run.series.size());
  return run;
}

// But for what the machine has to say.
bool same_network(const Settings& a, const Settings& b) {
  return std::ranges::none_of(differences(a, b), &Property::linked);
}

}  // namespace

void Runs::see(const Snapshot& snapshot, uint32_t beside) {
  if (!snapshot.model || snapshot.step == 0) return;
  const Model& model = *snapshot.model;
  const Settings& settings = snapshot.settings;
  // One that was undone to goes on where it was.
  const uint64_t training = uint64_t{beside} << 32 | snapshot.training_number;
  auto present = std::ranges::find(runs_, training, &Run::training);
  // Nor is the last one another where it was kept, and opened again with its curve.
  if (present == runs_.end() && beside == 0 && !runs_.empty() && !snapshot.train_curve.empty() &&
      runs_.back().training == 0 && same_network(runs_.back().settings, settings)) {
    present = runs_.end() - 1;
    present->training = training;
  }
  if (present == runs_.end()) {
    Run next;
    next.number = runs_.empty() ? 1 : runs_.back().number + 1;
    next.training = training;
    next.name = settings.preset;
    if (!runs_.empty()) next.changes = in_words(changes(runs_.back().settings, settings), 3);
    if (runs_.size() == most) runs_.erase(runs_.begin());
    next.shown = beside > 0;
    runs_.push_back(std::move(next));
    present = runs_.end() - 1;
    ++version_;
  }
  if (beside == 0)
    for (Run& run : runs_) run.present = &run == &*present;
  // What was changed is the run's own once it trained on with it; else it is how the next one differs.
  if (present->step == 0 || snapshot.step > snapshot.settings_since) {
    const std::string live =
        present->step > 0 ? in_words(changes(present->settings, settings), 3) : "";
    if (!live.empty())
      present->changes += tr("{}{} at step {}", present->changes.empty() ? "" : "; ", live,
                             snapshot.settings_since);
    present->settings = settings;
  }
  present->unit = model.loss_unit;
  present->series = {""};
  for (const Series& series : model.series) present->series.push_back(series.name);
  present->train = thinned(snapshot.train_curve, model, settings);
  present->test = thinned(snapshot.test_curve, model, settings);
  present->step = snapshot.step;
  present->epoch = snapshot.epoch;
  if (beside == 0 && std::exchange(was_training_, snapshot.training) && !snapshot.training)
    ++version_;
}

Run& Runs::at(uint32_t number) {
  const auto found = std::ranges::find(runs_, number, &Run::number);
  if (found == runs_.end()) fail("run: there is no run {}; runs() lists them", number);
  ++version_;
  return *found;
}

void Runs::forget(uint32_t number) {
  if (at(number).present)
    fail("run: {} is what is trained now; reset or choose another preset first", number);
  std::erase_if(runs_, [&](const Run& run) { return run.number == number; });
}

json Runs::write() const {
  json all = json::array();
  for (const Run& run : runs_)
    all.push_back({{"number", run.number},
                   {"name", run.name},
                   {"changes", run.changes},
                   {"settings", hourglass::to_json(run.settings)},
                   {"unit", run.unit},
                   {"series", run.series},
                   {"step", run.step},
                   {"epoch", run.epoch},
                   {"shown", run.shown},
                   {"train", to_json(run.train)},
                   {"test", to_json(run.test)}});
  return all;
}

void Runs::read(const json& kept) {
  if (!kept.is_array()) fail("runs: this is no list of runs; export one by runs()");
  std::vector<Run> all;
  for (const json& one : kept) {
    try {
      all.push_back(run_of(one));
    } catch (const std::exception&) {
      continue;  // of another version, or nobody's
    }
  }
  all.insert(all.end(), runs_.begin(), runs_.end());
  if (all.size() > most) all.erase(all.begin(), all.end() - most);
  uint32_t number = 0;
  for (Run& run : all) run.number = ++number;
  runs_ = std::move(all);
  ++version_;
}

}  // namespace hourglass
