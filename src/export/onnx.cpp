// From steps to nodes. A step's value has up to three forms, made where a node wants one: flat [n, f], places
// [n, h, w, c] as Hourglass has them, and channels [n, c, h, w] as ONNX's pictures are.
#include "export/onnx.h"

#include <array>
#include <cmath>
#include <cstring>
#include <format>
#include <numbers>
#include <set>

#include "export/onnx_message.h"

namespace hourglass {
namespace {

using onnx::Attribute;

constexpr int64_t ir = 8, opset = 17;

enum class Form : uint8_t { flat, places, channels };

class Writer {
 public:
  Writer(const Graph& graph, const Weights& weights)
      : graph_(graph), weights_(weights), names_(graph.values.size()) {}

  std::string write() {
    const Graph::Port& in = graph_.input;
    put_info(onnx_input, in.name, onnx::float32, sides(in.shape));
    name(in.value, outer(in.shape)) = in.name;
    if (const auto& label = graph_.label) {
      put_info(onnx_input, label->name, onnx::int64, std::array<int64_t, 1>{0});
      name(label->value, Form::flat) = label->name;
    }
    for (const Step& step : graph_.steps) put(step);
    for (const Graph::Port& out : graph_.outputs) {
      put_info(onnx_output, out.name, onnx::float32, sides(out.shape));
      std::string from = in_form(out.value, outer(graph_.values[out.value]));
      const Shape shape = graph_.values[out.value];
      if (outer(shape) != outer(out.shape)) from = reshaped(from, sides(out.shape));
      node("Identity", {from}, out.name);
    }
    onnx::pbf_writer all(bytes_);
    all.add_string(2, graph_.name);
    bytes_ += initializers_;
    bytes_ += ports_;
    return std::move(bytes_);
  }

 private:
  enum Field : uint32_t { onnx_node = 1, onnx_initializer = 5, onnx_input = 11, onnx_output = 12 };

  static bool is_row(Shape shape) { return shape.h == 1 && shape.w == 1; }
  static Form outer(Shape shape) { return is_row(shape) ? Form::flat : Form::places; }
  static Form pictured(Shape shape) { return is_row(shape) ? Form::flat : Form::channels; }
  static std::vector<int64_t> sides(Shape shape) {
    if (is_row(shape)) return {0, shape.c};
    return {0, shape.h, shape.w, shape.c};
  }

  void put_info(Field field, const std::string& of, onnx::ElementType type,
                std::span<const int64_t> shape) {
    onnx::pbf_writer(ports_).add_message(field, onnx::value_info(of, type, shape));
  }

  std::string& name(uint32_t value, Form form) { return names_[value][static_cast<size_t>(form)]; }
  std::string fresh(std::string_view of) { return std::format("{}_{}", of, made_++); }

  std::string node(std::string_view type, std::vector<std::string> inputs, std::string output,
                   std::span<const Attribute> attributes = {}) {
    const std::array outputs{output};
    onnx::pbf_writer(bytes_).add_message(onnx_node, onnx::node(type, inputs, outputs, attributes));
    return output;
  }
  std::string node(std::string_view type, std::vector<std::string> inputs,
                   std::span<const Attribute> attributes = {}) {
    return node(type, std::move(inputs), fresh(type), attributes);
  }
  std::string node(std::string_view type, std::vector<std::string> inputs,
                   std::initializer_list<Attribute> attributes) {
    return node(type, std::move(inputs), fresh(type), {attributes.begin(), attributes.end()});
  }

  // Numbers that nobody learnt.
  template <class Number>
  std::string constant(std::vector<Number> values, std::vector<int64_t> shape) {
    std::string called = fresh("constant");
    put_initializer(called, sizeof(Number) == 8 ? onnx::int64 : onnx::float32, shape,
                    std::as_bytes(std::span(values)));
    return called;
  }
  std::string number(float value) { return constant<float>({value}, {}); }
  std::string whole(std::vector<int64_t> values) {
    const auto count = static_cast<int64_t>(values.size());
    return constant<int64_t>(std::move(values), {count});
  }
  void put_initializer(const std::string& called, onnx::ElementType type,
                       std::span<const int64_t> shape, std::span<const std::byte> raw) {
    onnx::pbf_writer(initializers_)
        .add_message(onnx_initializer, onnx::tensor(called, type, shape, raw));
  }

  // A parameter under its own name. order: which of its axes come first.
  std::string weight(std::string_view part, std::string_view piece,
                     std::vector<size_t> order = {}) {
    const Weights::Named& named = weights_.of(part, piece);
    if (!put_.insert(named.name).second) return named.name;
    std::vector<int64_t> shape(named.shape.begin(), named.shape.end());
    if (order.empty()) {
      put_initializer(named.name, onnx::float32, shape, std::as_bytes(named.values));
      return named.name;
    }
    std::vector<int64_t> ordered;
    for (const size_t axis : order) ordered.push_back(shape[axis]);
    const std::vector<float> values = permuted(named, order);
    put_initializer(named.name, onnx::float32, ordered, std::as_bytes(std::span(values)));
    return named.name;
  }
  static std::vector<float> permuted(const Weights::Named& named, std::span<const size_t> order) {
    const size_t axes = named.shape.size();
    std::vector<size_t> stride(axes, 1), at(axes, 0);
    for (size_t a = axes - 1; a-- > 0;)
      stride[a] = stride[a + 1] * static_cast<size_t>(named.shape[a + 1]);
    std::vector<float> values;
    values.reserve(named.values.size());
    while (values.size() < named.values.size()) {
      size_t from = 0;
      for (size_t a = 0; a < axes; ++a) from += at[a] * stride[order[a]];
      values.push_back(named.values[from]);
      for (size_t a = axes; a-- > 0 && ++at[a] == named.shape[order[a]];) at[a] = 0;
    }
    return values;
  }

  std::string reshaped(const std::string& from, std::vector<int64_t> to) {
    return node("Reshape", {from, whole(std::move(to))});
  }

  // That it has.
  Form form_of(uint32_t value) {
    for (const Form form : {Form::channels, Form::flat})
      if (!name(value, form).empty()) return form;
    return Form::places;
  }

  std::string in_form(uint32_t value, Form form) {
    if (std::string& there = name(value, form); !there.empty()) return there;
    const Shape shape = graph_.values[value];
    std::string made;
    if (form == Form::channels) {
      made = node("Transpose", {in_form(value, Form::places)}, {Attribute("perm", {0, 3, 1, 2})});
    } else if (form == Form::places && !name(value, Form::channels).empty()) {
      made = node("Transpose", {name(value, Form::channels)}, {Attribute("perm", {0, 2, 3, 1})});
    } else if (form == Form::places) {
      made = reshaped(in_form(value, Form::flat), {0, shape.h, shape.w, shape.c});
    } else {
      made = reshaped(in_form(value, Form::places), {0, shape.features()});
    }
    return name(value, form) = made;
  }

  void put(const Step& step) {
    const Shape x = graph_.values[step.x];
    switch (step.operation) {
      case Operation::dense:
      case Operation::tied: return put_dense(step);
      case Operation::convolution:
      case Operation::transposed_convolution: return put_convolution(step);
      case Operation::pool: return put_pool(step);
      case Operation::upsample: {
        const auto factor = static_cast<float>(step.count);
        return give(step, Form::channels,
                    node("Resize",
                         {in_form(step.x, Form::channels), "",
                          constant<float>({1, 1, factor, factor}, {4})},
                         {Attribute("mode", "nearest"), Attribute("nearest_mode", "floor"),
                          Attribute("coordinate_transformation_mode", "asymmetric")}));
      }
      case Operation::batch_norm:
      case Operation::layer_norm: return put_norm(step);
      case Operation::dropout: names_[step.y] = names_[step.x]; return;
      case Operation::activate: {
        const Form form = form_of(step.x);
        return give(step, form, name(step.x, form));
      }
      case Operation::split: return put_split(step);
      case Operation::label: {
        const std::string hot = node("OneHot", {name(step.z, Form::flat), whole({step.count}),
                                                constant<float>({0, 1}, {2})});
        return give(
            step, Form::flat,
            node("Concat", {in_form(step.x, Form::flat), hot}, {Attribute("axis", int64_t{1})}));
      }
      case Operation::softmax:
        return give(step, outer(x),
                    node("Softmax", {in_form(step.x, outer(x))}, {Attribute("axis", int64_t{-1})}));
      case Operation::mean_level: return put_mean_level(step);
    }
  }

  // What a step has made, and its activation.
  void give(const Step& step, Form form, const std::string& made) {
    name(step.y, form) = activated(step.activation, made);
  }

  std::string activated(Activation activation, const std::string& x) {
    switch (activation) {
      case Activation::linear: return x;
      case Activation::relu: return node("Relu", {x});
      case Activation::leaky_relu: return node("LeakyRelu", {x}, {Attribute("alpha", 0.01f)});
      case Activation::leaky_relu_fifth: return node("LeakyRelu", {x}, {Attribute("alpha", 0.2f)});
      case Activation::tanh: return node("Tanh", {x});
      case Activation::sigmoid: return node("Sigmoid", {x});
      case Activation::softplus: return node("Softplus", {x});
      case Activation::silu: return node("Mul", {x, node("Sigmoid", {x})});
      case Activation::gelu: {
        const std::string cube = node("Mul", {node("Mul", {x, x}), x});
        const std::string bent = node("Add", {x, node("Mul", {cube, number(0.044715f)})});
        const std::string inner =
            node("Mul", {bent, number(std::sqrt(2 / std::numbers::pi_v<float>))});
        const std::string share = node("Add", {node("Tanh", {inner}), number(1)});
        return node("Mul", {node("Mul", {x, share}), number(0.5f)});
      }
    }
    return x;
  }

  void put_dense(const Step& step) {
    const bool tied = step.operation == Operation::tied;
    give(step, Form::flat,
         node("Gemm",
              {in_form(step.x, Form::flat), weight(tied ? step.other : step.part, "weight"),
               weight(step.part, "bias")},
              {Attribute("transB", int64_t{tied})}));
  }
  void put_convolution(const Step& step) {
    const bool transposed = step.operation == Operation::transposed_convolution;
    const int64_t k = step.window.kernel, s = step.window.stride, p = step.window.padding;
    std::vector attributes{Attribute("kernel_shape", {k, k}), Attribute("strides", {s, s}),
                           Attribute("pads", {p, p, p, p})};
    if (transposed)
      attributes.push_back(Attribute("output_padding", {step.output_padding, step.output_padding}));
    // [k, k, i, o] → [o, i, k, k], or [i, o, k, k]
    const std::string w = transposed ? weight(step.part, "weight", {2, 3, 0, 1})
                                     : weight(step.part, "weight", {3, 2, 0, 1});
    give(step, Form::channels,
         node(transposed ? "ConvTranspose" : "Conv",
              {in_form(step.x, Form::channels), w, weight(step.part, "bias")}, attributes));
  }

  void put_pool(const Step& step) {
    const bool most = step.pooling == Pooling::maximum;
    const int64_t k = step.window.kernel, s = step.window.stride, p = step.window.padding;
    std::vector attributes{Attribute("kernel_shape", {k, k}), Attribute("strides", {s, s}),
                           Attribute("pads", {p, p, p, p})};
    if (!most) attributes.push_back(Attribute("count_include_pad", int64_t{1}));
    give(step, Form::channels,
         node(most ? "MaxPool" : "AveragePool", {in_form(step.x, Form::channels)}, attributes));
  }

  void put_norm(const Step& step) {
    const Shape x = graph_.values[step.x];
    const std::string scale = weight(step.part, "weight"), shift = weight(step.part, "bias");
    if (step.operation == Operation::layer_norm)
      return give(step, outer(x),
                  node("LayerNormalization", {in_form(step.x, outer(x)), scale, shift},
                       {Attribute("axis", int64_t{-1}), Attribute("epsilon", step.number)}));
    give(step, pictured(x),
         node("BatchNormalization",
              {in_form(step.x, pictured(x)), scale, shift, weight(step.part, "running_mean"),
               weight(step.part, "running_var")},
              {Attribute("epsilon", step.number)}));
  }

  void put_split(const Step& step) {
    const Shape x = graph_.values[step.x];
    const int64_t half = x.c / 2;
    const auto cut = [&](int64_t from) {
      return node("Slice",
                  {in_form(step.x, outer(x)), whole({from}), whole({from + half}), whole({-1})});
    };
    name(step.z, outer(x)) = cut(half);
    give(step, outer(x), cut(0));
  }

  void put_mean_level(const Step& step) {
    const Shape y = graph_.values[step.y];
    std::vector<float> middles;
    for (uint32_t k = 0; k < step.count; ++k)
      middles.push_back((static_cast<float>(k) + 0.5f) / static_cast<float>(step.count));
    const std::string logits = reshaped(in_form(step.x, Form::flat), {0, y.features(), step.count});
    const std::string p = node("Softmax", {logits}, {Attribute("axis", int64_t{-1})});
    const std::string mean = node("MatMul", {p, constant<float>(middles, {step.count, 1})});
    give(step, Form::flat, reshaped(mean, {0, y.features()}));
  }

  const Graph& graph_;
  const Weights& weights_;
  std::vector<std::array<std::string, 3>> names_;  // of each value's forms
  std::set<std::string> put_;                      // parameters
  std::string bytes_, initializers_, ports_;
  uint32_t made_ = 0;
};

}  // namespace

std::vector<uint8_t> write_onnx(const Graph& graph, const Weights& weights,
                                const std::map<std::string, std::string>& metadata) {
  std::string bytes;
  onnx::pbf_writer model(bytes);
  model.add_int64(onnx::ir_version, ir);
  model.add_string(onnx::producer_name, "Hourglass");
  model.add_message(onnx::graph, Writer(graph, weights).write());
  {
    onnx::pbf_writer opsets(model, onnx::opset_import);
    opsets.add_string(1, "");
    opsets.add_int64(2, opset);
  }
  for (const auto& [key, value] : metadata)
    model.add_message(onnx::metadata_props, onnx::key_value(key, value));
  return {bytes.begin(), bytes.end()};
}

}  // namespace hourglass
