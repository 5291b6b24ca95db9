// What is asked of the embedded shaders.
#include "compute/webgpu/shaders.h"

#include <algorithm>
#include <format>

#include "compute/error.h"
#include "share/embedded.h"

namespace hourglass::webgpu {
namespace {

std::string_view text_of(const Part& part) {
  if (!part.text.empty()) return part.text;
  const auto texts = embedded::shaders();
  const std::string name = std::format("{}:{}", part.file, part.first_line);
  const auto found = std::ranges::find(texts, name, &embedded::File::name);
  if (found == texts.end())
    fail("webgpu: the shaders could not be fetched; reload the page, or choose the backend cpu");
  return found->text;
}

}  // namespace

const Shader* find_shader(std::string_view stem) {
  const auto found = std::ranges::find(shaders(), stem, &Shader::stem);
  return found == shaders().end() ? nullptr : &*found;
}

std::string code_of(const Shader& shader) {
  std::string code;
  for (const Part& part : shader.parts) code += text_of(part);
  return code;
}

std::string place_of(const Shader& shader, uint64_t line) {
  for (const Part& part : shader.parts) {
    std::string_view rest = text_of(part);
    for (uint64_t in_file = part.first_line; !rest.empty(); ++in_file) {
      const size_t end = std::min(rest.find('\n'), rest.size() - 1);
      if (--line == 0) {
        std::string_view text = rest.substr(0, end);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        return std::format("{}:{}: {}", part.file, in_file, text);
      }
      rest.remove_prefix(end + 1);
    }
  }
  return std::string(shader.stem);
}

}  // namespace hourglass::webgpu
