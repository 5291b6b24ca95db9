// From steps to layers of torch.nn, in the script of export/pytorch.py.
#include "export/pytorch.h"

#include <algorithm>
#include <format>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "compute/error.h"
#include "export/graph.h"
#include "export/script.h"
#include "export/weights.h"

namespace hourglass {
namespace {

std::string layer_of(Activation activation) {
  switch (activation) {
    case Activation::linear: return "";
    case Activation::relu: return "nn.ReLU()";
    case Activation::leaky_relu: return "nn.LeakyReLU(0.01)";
    case Activation::leaky_relu_fifth: return "nn.LeakyReLU(0.2)";
    case Activation::tanh: return "nn.Tanh()";
    case Activation::sigmoid: return "nn.Sigmoid()";
    case Activation::softplus: return "nn.Softplus()";
    case Activation::silu: return "nn.SiLU()";
    case Activation::gelu: return "nn.GELU(\"tanh\")";
  }
  return "";
}

// h, as torch's code has it, → dh/dx.
std::string slope_of(std::string_view code_activation) {
  if (code_activation == "sigmoid") return "code * (1 - code)";
  if (code_activation == "tanh") return "1 - code**2";
  if (code_activation == "relu") return "(code > 0).float()";
  return "torch.ones_like(code)";
}

// The modules of a network as nn.Sequential, a line a step.
class Layers {
 public:
  Layers(const Trainer& trainer, Script& script) : trainer_(trainer), script_(script) {}

  void add(const std::string& module) {
    module_ = module;
    index_ = 0;
    channels_ = false;
    lines_ = std::format("        self.{} = nn.Sequential(\n", module);
    const Excerpt alone{module, "x", {"y"}, {{Stage::Kind::module, module}}};
    graph_ = graph_of(alone, trainer_.method(), trainer_.example());
    for (const Step& step : graph_.steps) {
      line_.clear();
      put(step);
      if (const std::string bend = layer_of(step.activation); !bend.empty()) layer(bend);
      if (!line_.empty()) lines_ += std::format("            {}\n", line_);
    }
    if (channels_) lines_ += "            Rows(),\n";
    text_ += lines_ + "        )\n";
  }
  std::string text() const {
    return text_.substr(0, text_.size() - 1);
  }  // its last line has an end
  std::string parts() const {
    std::string all;
    for (const auto& [part, place] : places_)
      all += std::format("{}\"{}\": \"{}\"", all.empty() ? "" : ", ", part, place);
    return all;
  }
  std::string last_part() const { return places_.empty() ? "" : places_.back().second; }

 private:
  void layer(const std::string& text) {
    line_ += std::format("{}{},", line_.empty() ? "" : " ", text);
    ++index_;
  }
  // One with parameters: where they are read to.
  void learnt(const Step& step, const std::string& text, std::string_view within = "") {
    places_.emplace_back(step.part, std::format("{}.{}{}", module_, index_, within));
    layer(text);
  }
  void as_channels(Shape shape) {
    script_.use("pictures");
    if (!std::exchange(channels_, true))
      layer(std::format("Picture({}, {}, {})", shape.h, shape.w, shape.c));
  }
  void as_rows() {
    if (std::exchange(channels_, false)) layer("Rows()");
  }
  static std::string without_bias(const Step& step) { return step.bias ? "" : ", bias=False"; }
  static std::string window(const Step& step) {
    return std::format("{}, stride={}, padding={}", step.window.kernel, step.window.stride,
                       step.window.padding);
  }

  void put(const Step& step) {
    const Shape x = graph_.values[step.x], y = graph_.values[step.y];
    switch (step.operation) {
      case Operation::dense:
        as_rows();
        return learnt(step, std::format("nn.Linear({}, {}{})", x.features(), y.features(),
                                        without_bias(step)));
      case Operation::tied: {
        as_rows();
        script_.use("tied");
        const std::string& other = std::ranges::find(places_, step.other, &Place::first)->second;
        const size_t dot = other.rfind('.');
        return learnt(step, std::format("Tied(self.{}[{}], {}{})", other.substr(0, dot),
                                        other.substr(dot + 1), y.features(), without_bias(step)));
      }
      case Operation::convolution:
        as_channels(x);
        script_.use("convolutions");
        return learnt(step, std::format("nn.Conv2d({}, {}, {})", x.c, y.c, window(step)));
      case Operation::transposed_convolution:
        as_channels(x);
        script_.use("convolutions");
        return learnt(step, std::format("nn.ConvTranspose2d({}, {}, {}, output_padding={})", x.c,
                                        y.c, window(step), step.output_padding));
      case Operation::pool:
        as_channels(x);
        return layer(std::format("nn.{}Pool2d({})",
                                 step.pooling == Pooling::maximum ? "Max" : "Avg", window(step)));
      case Operation::upsample:
        as_channels(x);
        return layer(std::format("nn.Upsample(scale_factor={})", step.count));
      case Operation::batch_norm:
        script_.use("batch_norm");
        if (x.features() > x.c) as_channels(x);
        return learnt(step, std::format("nn.BatchNorm{}d({})", channels_ ? 2 : 1, x.c));
      case Operation::layer_norm:
        if (x.features() > x.c) as_channels(x);
        if (!channels_) return learnt(step, std::format("nn.LayerNorm({})", x.c));
        return learnt(step, std::format("Everywhere(nn.LayerNorm({}))", x.c), ".layer");
      case Operation::dropout: return layer(std::format("nn.Dropout({})", step.number));
      case Operation::activate: return;  // the activation itself follows
      default: fail("export: no script is written for what is in {}", module_);
    }
  }

  using Place = std::pair<std::string, std::string>;

  const Trainer& trainer_;
  Script& script_;
  Graph graph_;
  std::string module_, text_, lines_, line_;
  uint32_t index_ = 0;  // in nn.Sequential
  bool channels_ = false;
  std::vector<Place> places_;  // of parts
};

void write_loss(const Settings& s, Shape example, Script& script) {
  const std::string loss = s.loss == "gaussian" ? "sigma_" + s.decoder_sigma : s.loss;
  script.use("codec");
  script.use(loss);
  if (loss == "mse" || loss == "sigma_fixed" || loss == "sigma_one")
    script.use("means_as_they_are");
  script.set("sigma", s.sigma);
  script.set("levels", s.levels);
  // A dense decoder's means are one row, and so are their log σ²; a convolution has both at each place.
  script.set("channels", s.channels.empty() ? example.features() : example.c);
}

void write_codec(const Settings& s, Shape example, const Trainer& trainer, Script& script) {
  write_loss(s, example, script);
  if (trainer.method().excerpts()[0].outputs.size() == 2) {
    script.use("gaussian");
    script.use("samples_drawn");
    script.use(trainer.method().classes() > 0 ? "conditional" : "untold");
    if (s.importance) script.use("importance");
    if (s.free_bits > 0 && !s.importance) script.use("free_bits");
    script.set("free_bits", s.free_bits);
    script.set("classes", trainer.method().classes());
    script.set("beta", s.beta);
    script.set("samples", s.samples);
    script.set("warm_up",
               s.beta_warmup > 0 ? std::format(" * min(1, step / {})", s.beta_warmup) : "");
    return;
  }
  script.use("plain");
  script.use("without_samples");
  script.use(s.corruption == "none" ? "clean" : "corrupt");
  if (s.corruption != "none")
    script.use(s.corruption == "gaussian" ? "gaussian_noise" : s.corruption);
  script.set("amount", s.corruption_amount);
  for (const Series& series : trainer.series()) {
    if (series.name == "contraction" && series.label != "Contraction")
      script.use("estimated_contraction");
    else if (series.name != "reconstruction")
      script.use(series.name);
    if (series.weight) script.set(series.name, s.*series.weight);
  }
  script.set("sparsity_target", s.sparsity_target);
  script.set("slope", slope_of(s.code_activation));
}

std::string optimiser(const Settings& s) {
  const std::string decay =
      s.weight_decay > 0 ? std::format(", weight_decay={}", s.weight_decay) : "";
  const std::string first = "(learnt, lr=base";
  if (s.optimizer == "adam")
    return std::format("torch.optim.Adam{}{}, betas=({}, 0.999){})", decay.empty() ? "" : "W",
                       first, s.beta1, decay);
  if (s.optimizer == "rmsprop") return std::format("torch.optim.RMSprop{}{})", first, decay);
  return std::format("torch.optim.SGD{}, momentum={}{}{})", first, s.momentum,
                     s.nesterov && s.momentum > 0 ? ", nesterov=True" : "", decay);
}

std::string list_of(std::span<const uint32_t> numbers) {
  return nlohmann::json(std::vector<uint32_t>(numbers.begin(), numbers.end())).dump();
}

void write_adversaries(const Settings& s, Script& script) {
  const std::string& loss = s.adversarial_loss;
  const bool scores = loss.starts_with("wasserstein");
  script.use("adversaries");
  script.use("samples_drawn");
  script.use("noise_" + s.noise);
  script.use(loss);
  script.use(scores ? "scores" : loss == "least_squares" ? loss : "logits");
  script.set("discriminator_rate", s.discriminator_rate);
  script.set("discriminator_steps", s.discriminator_steps);
  script.set("clip_weights", s.clip_weights);
  script.set("gradient_penalty", s.gradient_penalty);
}

void write_data(const Settings& s, const Trainer& trainer, Script& script) {
  script.set("features", trainer.example().features());
  if (trainer.method().classes() > 0 || !s.normal.empty() || !s.classes.empty())
    script.use("labelled");
  if (!s.normal.empty()) script.use("normal");
  if (!s.classes.empty()) script.use("chosen_classes");
  if (s.limit > 0) script.use("limit");
  if (s.labels > 0) script.use("few_labels");
  if (s.threshold > 0) script.use("threshold");
  script.set("normal", list_of(s.normal));
  script.set("chosen_classes", list_of(s.classes));
  script.set("limit", s.limit);
  script.set("labels", s.labels);
  script.set("threshold", s.threshold);
}

void write_training(const Settings& s, Script& script) {
  script.use(s.schedule);
  // As train/player.cpp has it: a twentieth, and always less than the whole.
  script.set("warm", std::min(std::max(1u, s.schedule_steps / 20), s.schedule_steps - 1));
  script.set("least", 0.01f);
  script.set("schedule_steps", s.schedule_steps);
  script.set("batch", s.batch);
  script.set("learning_rate", s.learning_rate);
  script.set("seed", s.seed);
  script.set("optimizer", optimiser(s));
  if (s.clip_norm > 0) script.use("clip_norm");
  script.set("clip_norm", s.clip_norm);
}

// For words within a text of Python: no quotes, no line's end.
std::string plain(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' '; },
      '_');
  return text;
}

}  // namespace

std::vector<uint8_t> write_pytorch(const Trainer& trainer, const std::string& model) {
  const Settings& s = trainer.settings();
  const std::vector<Excerpt> excerpts = trainer.method().excerpts();
  const auto whole = std::ranges::find(excerpts, "whole", &Excerpt::name);
  const bool codec = trainer.method().codec() != nullptr;
  const std::vector<Module>& modules = trainer.network().modules;
  const bool adversaries =
      std::ranges::find(modules, "discriminator", &Module::name) != modules.end();
  if (whole == excerpts.end() || (!codec && !adversaries && !trainer.method().classifier()))
    fail("export: no PyTorch script is written for the method {}; choose {}npz", s.method,
         whole == excerpts.end() ? "" : "onnx or ");
  Script script("pytorch");
  Layers layers(trainer, script);
  std::string row, code_layer;
  for (const Stage& stage : whole->stages) {
    if (stage.kind != Stage::Kind::module) continue;
    layers.add(stage.module);
    if (stage.module == "encoder") code_layer = layers.last_part();
    row += std::format("{}        x = self.{}(x)", row.empty() ? "" : "\n", stage.module);
  }
  if (adversaries) layers.add("discriminator");
  const size_t dot = code_layer.rfind('.');
  script.set("code_layer",
             dot == std::string::npos
                 ? code_layer
                 : std::format("{}[{}]", code_layer.substr(0, dot), code_layer.substr(dot + 1)));
  script.set("network", layers.text());
  script.set("parts", layers.parts());
  script.set("row", row);
  const Shape example = trainer.example();
  script.set("sides", std::format("{}, {}, {}", example.h, example.w, example.c));
  script.set("code", adversaries ? modules[0].input.features() : s.code);
  script.set("unused", adversaries ? "True" : "False");
  if (!adversaries) script.use("one_player");
  if (codec) {
    write_codec(s, example, trainer, script);
  } else if (adversaries) {
    write_adversaries(s, script);
  } else {
    script.use("classifier");
    script.use("without_samples");
  }
  std::string statistics;
  const Weights weights(trainer.network());
  for (const Weights::Named& named : weights.all())
    if (named.statistic && named.name.ends_with(".running_mean"))
      statistics += std::format("{}\"{}\": {}", statistics.empty() ? "" : ", ",
                                named.name.substr(0, named.name.rfind('.')), *named.statistic);
  if (!statistics.empty()) script.use("statistics");
  script.set("statistics", statistics);
  write_data(s, trainer, script);
  write_training(s, script);
  const std::string name = plain(model);
  script.set("title",
             std::format("The network of {} in PyTorch: a {} that Hourglass trained for {} steps.",
                         name, s.preset, trainer.step()));
  script.set("model", name);
  script.set("model_literal",
             nlohmann::json(model).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  script.set("file", name.substr(0, name.rfind('.')) + ".py");
  const std::string text = script.text();
  return {text.begin(), text.end()};
}

}  // namespace hourglass
