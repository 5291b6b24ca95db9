#include "method/excerpt.h"

namespace hourglass {

std::vector<Excerpt> excerpts_of_codec(const Loss& loss, bool sampled, uint32_t classes) {
  using Kind = Stage::Kind;
  std::vector<Stage> encode{{Kind::module, "encoder"}}, decode;
  std::vector<std::string> code{"code"};
  if (sampled) {
    encode.push_back({Kind::heads});
    code = {"mean", "log_variance"};
  }
  if (classes > 0) decode.push_back({.kind = Kind::label, .count = classes});
  decode.push_back({Kind::module, "decoder"});
  decode.push_back({.kind = Kind::mean, .mean = loss.mean(), .count = loss.outputs(1)});
  std::vector<Stage> whole = encode;
  whole.insert(whole.end(), decode.begin(), decode.end());
  return {{"encoder", "x", std::move(code), std::move(encode)},
          {"decoder", "z", {"reconstruction"}, std::move(decode), true},
          {"whole", "x", {"reconstruction"}, std::move(whole), true}};
}

Excerpt generator_excerpt() {
  return {"whole", "z", {"x"}, {{Stage::Kind::module, "generator"}}, true};
}

}  // namespace hourglass
