// The safetensors container (huggingface.co/docs/safetensors): eight bytes of header length, a JSON
// header, then the tensors. Reads F32 and U32, which is what Hourglass writes.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hourglass {

struct SafeTensor {
  std::string type = "F32";  // or "U32"
  std::vector<uint64_t> shape;
  std::vector<uint8_t> bytes;  // little-endian, row-major
};

struct SafeTensors {
  std::map<std::string, std::string> metadata;
  std::map<std::string, SafeTensor> tensors;
};

std::vector<uint8_t> write_safetensors(const SafeTensors&);

// Throws Error (one line, beginning with `name`) for a truncated file, a header that is no JSON,
// shapes or offsets that do not fit, and tensors that overlap or leave a gap: before anything of their
// size is allocated.
SafeTensors read_safetensors(const std::vector<uint8_t>&, const std::string& name);

}  // namespace hourglass
