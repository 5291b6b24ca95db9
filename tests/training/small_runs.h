// Small trainings on few digits: what the tests of the methods' settings compare.
#pragma once
#include <doctest/doctest.h>

#include "train/trainer.h"

namespace small_runs {

using namespace hourglass;

inline const Dataset& strokes() {
  static const Dataset data = make_strokes(500, 3);
  return data;
}

// A plain autoencoder 784-32-784.
inline Settings plain(std::string_view code_activation) {
  Settings s = preset_settings("linear");
  s.code = 32;
  s.batch = 50;
  s.code_activation = code_activation;
  return s;
}

struct Run {
  std::unique_ptr<Backend> backend = make_cpu_backend({1, false});
  std::unique_ptr<Trainer> trainer;
  explicit Run(const Settings& s, uint32_t steps = 150)
      : trainer(std::make_unique<Trainer>(*backend, s, strokes())) {
    trainer->advance(steps);
  }
  Evaluation evaluate() const { return trainer->evaluate(strokes()); }
  // Of a series, by its name.
  double term(std::string_view name) const {
    for (size_t i = 0; i < trainer->series().size(); ++i)
      if (trainer->series()[i].name == name) return evaluate().figures.terms[i];
    FAIL("no series ", name);
    return 0;
  }
};

// A VAE 784-32-(4)-32-784.
inline Settings small_vae() {
  Settings s = preset_settings("vae");
  s.hidden = {32};
  s.code = 4;
  s.batch = 50;
  return s;
}

}  // namespace small_runs
