// Reading and writing of safetensors.
#include "share/safetensors.h"

#include <nlohmann/json.hpp>

#include "compute/error.h"

namespace hourglass {

std::vector<uint8_t> write_safetensors(const SafeTensors& file) {
  nlohmann::json header = nlohmann::json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  uint64_t at = 0;
  for (const auto& [name, tensor] : file.tensors) {
    header[name] = {{"dtype", tensor.type},
                    {"shape", tensor.shape},
                    {"data_offsets", {at, at + tensor.bytes.size()}}};
    at += tensor.bytes.size();
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the tensors begin aligned
  std::vector<uint8_t> bytes(8);
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<uint8_t>(uint64_t{text.size()} >> (8 * i));
  bytes.insert(bytes.end(), text.begin(), text.end());
  for (const auto& [name, tensor] : file.tensors)
    bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  return bytes;
}

SafeTensors read_safetensors(const std::vector<uint8_t>& bytes, const std::string& name) {
  if (bytes.size() < 8) fail("{}: is no safetensors file; choose one that Hourglass saved", name);
  uint64_t length = 0;
  for (size_t i = 0; i < 8; ++i) length |= uint64_t{bytes[i]} << (8 * i);
  if (length > bytes.size() - 8)
    fail("{}: ends inside its header, or is no safetensors file; save it again", name);
  const auto begin = bytes.begin() + 8, end = begin + static_cast<ptrdiff_t>(length);
  const auto header = nlohmann::json::parse(begin, end, nullptr, false);
  if (!header.is_object()) fail("{}: its header is no JSON; it is damaged, save it again", name);
  const uint64_t available = bytes.size() - 8 - length;
  SafeTensors file;
  try {
    for (const auto& [key, value] : header.items()) {
      if (key == "__metadata__") {
        file.metadata = value.get<std::map<std::string, std::string>>();
        continue;
      }
      SafeTensor tensor{value.at("dtype"), value.at("shape"), {}};
      if (tensor.type != "F32" && tensor.type != "U32")
        fail("{}: {} is {}; only F32 and U32 are read", name, key, tensor.type);
      const uint64_t from = value.at("data_offsets").at(0), to = value.at("data_offsets").at(1);
      uint64_t words = 1;
      for (uint64_t n : tensor.shape) {
        if (n > available || words * n > available)
          fail("{}: {} is larger than the file", name, key);
        words *= n;
      }
      if (from > to || to > available || to - from != words * 4)
        fail("{}: {} lies outside the file; it is cut short, save it again", name, key);
      tensor.bytes.assign(end + static_cast<ptrdiff_t>(from), end + static_cast<ptrdiff_t>(to));
      file.tensors.emplace(key, std::move(tensor));
    }
  } catch (const nlohmann::json::exception&) {
    fail("{}: its header is not safetensors'; it is damaged, save it again", name);
  }
  return file;
}

}  // namespace hourglass
