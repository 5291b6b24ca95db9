// Reads steps off the dispatches that the layers record, on a backend that only counts.
#include "export/graph.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/memory.h"
#include "compute/state.h"
#include "model/pass.h"

namespace hourglass {
namespace {

class Reader {
 public:
  Reader(const Excerpt& excerpt, const Method& method, Shape example)
      : excerpt_(excerpt), network_(backend_, method.modules()) {
    example.n = 1;
    graph_.name = excerpt.name;
    const auto first = std::ranges::find(excerpt.stages, Stage::Kind::module, &Stage::kind);
    Shape input = network_.module(first->module).input;
    for (auto stage = excerpt.stages.begin(); stage != first; ++stage)
      input.c -= stage->count;  // labels
    graph_.input = {excerpt.input, add(input), input};
    now_ = graph_.input.value;
    for (const Stage& stage : excerpt.stages) take(stage);
    if (second_half_ && excerpt.outputs.size() == 2)
      graph_.outputs = {port(0, *first_half_), port(1, *second_half_)};
    else
      graph_.outputs = {port(0, now_)};
    if (excerpt.of_example) graph_.outputs[0].shape = example;
  }
  Graph take_graph() { return std::move(graph_); }

 private:
  uint32_t add(Shape shape) {
    shape.n = 1;
    graph_.values.push_back(shape);
    return static_cast<uint32_t>(graph_.values.size()) - 1;
  }
  Graph::Port port(size_t i, uint32_t value) const {
    return {excerpt_.outputs[i], value, graph_.values[value]};
  }
  Step& append(Operation operation, Shape y) {
    const uint32_t to = add(y);
    Step& step = graph_.steps.emplace_back(Step{.operation = operation, .x = now_, .y = to});
    now_ = to;
    return step;
  }

  void take(const Stage& stage) {
    Shape x = graph_.values[now_];
    switch (stage.kind) {
      case Stage::Kind::module: return read_module(stage.module);
      case Stage::Kind::heads:
        split();
        first_half_ = now_;
        return;
      case Stage::Kind::label: {
        const uint32_t label = add({});
        graph_.label = Graph::Port{"label", label, {}};
        x.c += stage.count;
        Step& step = append(Operation::label, x);
        step.z = label;
        step.count = stage.count;
        return;
      }
      case Stage::Kind::mean:
        if (stage.mean == Mean::logits)
          append(Operation::activate, x).activation = Activation::sigmoid;
        if (stage.mean == Mean::channels) split();
        if (stage.mean == Mean::levels)
          append(Operation::mean_level, {1, x.h, x.w, x.c / stage.count}).count = stage.count;
        return;
      case Stage::Kind::softmax: append(Operation::softmax, x); return;
    }
  }
  void split() {
    Shape half = graph_.values[now_];
    half.c /= 2;
    Step& step = append(Operation::split, half);
    second_half_ = add(half);
    step.z = *second_half_;
  }

  // As in training, which says most: what an evaluation leaves out is the writers' to know.
  void read_module(const std::string& name) {
    const Shape input = network_.module(name).input;
    const OwnedTensor x(backend_, input), clock(backend_, Shape{state::words, 1, 1, 1});
    const Pass pass(network_, name, x, clock, {});
    Program forward, backward;
    pass.forward(forward);
    pass.backward(backward);
    for (const Dispatch& dispatch : forward) read(dispatch, backward);
  }

  std::string part_of(Tensor parameters) const {
    for (const Network::Part& part : network_.parts)
      if (part.parameter.value.offset == parameters.offset) return part.name;
    fail("export: a layer uses what is no parameter of the network");
  }

  void read(const Dispatch& d, const Program& backward) {
    const Tensor& parameters = d.tensors[1];
    const auto activation = static_cast<Activation>(d.integers[0]);
    switch (d.kernel) {
      case Kernel::dense_forward: {
        Step& step = append(Operation::dense, d.tensors[2].shape);
        step.activation = activation;
        step.part = part_of(parameters);
        step.bias = std::ranges::none_of(backward, [&](const Dispatch& back) {
          return back.kernel == Kernel::dense_backward &&
                 back.tensors[1].offset == parameters.offset && back.integers[2] == 1;
        });
        return;
      }
      case Kernel::dense_tied: {
        const Tensor bias = d.tensors[2];
        Step& step = append(Operation::tied, d.tensors[3].shape);
        step.activation = activation;
        step.other = part_of(parameters);
        step.part = part_of(bias);
        step.bias = std::ranges::any_of(backward, [&](const Dispatch& back) {
          return back.kernel == Kernel::column_sum && back.tensors[1].offset == bias.offset;
        });
        return;
      }
      case Kernel::convolution:
      case Kernel::transposed_convolution: {
        const bool transposed = d.kernel == Kernel::transposed_convolution;
        const Shape x = d.tensors[0].shape, y = d.tensors[2].shape;
        Step& step =
            append(transposed ? Operation::transposed_convolution : Operation::convolution, y);
        step.activation = activation;
        step.part = part_of(parameters);
        step.window = {d.integers[2], d.integers[3], d.integers[4]};
        if (transposed)
          step.output_padding =
              y.h + 2 * step.window.padding - step.window.kernel - step.window.stride * (x.h - 1);
        return;
      }
      case Kernel::max_pool:
      case Kernel::average_pool: {
        Step& step = append(Operation::pool, d.tensors[1].shape);
        step.pooling = d.kernel == Kernel::max_pool ? Pooling::maximum : Pooling::average;
        step.window = {d.integers[1], d.integers[2], d.integers[3]};
        return;
      }
      case Kernel::upsample:
        append(Operation::upsample, d.tensors[1].shape).count =
            d.tensors[1].shape.h / d.tensors[0].shape.h;
        return;
      case Kernel::batch_norm:
      case Kernel::layer_norm: {
        const bool batch = d.kernel == Kernel::batch_norm;
        Step& step = append(batch ? Operation::batch_norm : Operation::layer_norm,
                            d.tensors[batch ? 3 : 2].shape);
        step.activation = activation;
        step.part = part_of(parameters);
        step.number = d.numbers[0];
        return;
      }
      case Kernel::dropout:
        append(Operation::dropout, d.tensors[2].shape).number = d.numbers[0];
        return;
      case Kernel::activate:
        append(Operation::activate, d.tensors[1].shape).activation = activation;
        return;
      default:
        fail("export: other programs are not told what {} does; export as npz",
             signature(d.kernel).stem);
    }
  }

  const Excerpt& excerpt_;
  CountingBackend backend_{1};
  Network network_;
  Graph graph_;
  uint32_t now_ = 0;
  std::optional<uint32_t> first_half_, second_half_;
};

}  // namespace

Graph graph_of(const Excerpt& excerpt, const Method& method, Shape example) {
  return Reader(excerpt, method, example).take_graph();
}

}  // namespace hourglass
