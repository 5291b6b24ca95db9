// Reading and writing of safetensors.
#include "share/safetensors.h"

#include <algorithm>
#include <span>
#include <utility>

#include "compute/error.h"
#include "compute/memory.h"
#include "share/json.h"

namespace hourglass {
namespace {

// A tensor of the header, and where its bytes lie in the buffer behind it.
struct Place {
  std::string name;
  SafeTensor tensor;  // without its bytes
  uint64_t from = 0, to = 0;
};

// available: bytes of the buffer.
Place place_of(const std::string& key, const nlohmann::json& value, uint64_t available,
               const std::string& name) {
  Place place{key, {value.at("dtype"), {}, {}}};
  if (place.tensor.type != "F32" && place.tensor.type != "U32")
    fail("{}: {} is {}; only F32 and U32 are read", name, key, place.tensor.type);
  const nlohmann::json& offsets = value.at("data_offsets");
  place.from = whole_number(offsets.at(0)), place.to = whole_number(offsets.at(1));
  uint64_t words = 1;
  for (const auto& side : value.at("shape").get_ref<const nlohmann::json::array_t&>()) {
    const uint64_t n = whole_number(side);
    place.tensor.shape.push_back(n);
    if (n > available || words * n > available) fail("{}: {} is larger than the file", name, key);
    words *= n;
  }
  if (place.from > place.to || place.to > available || place.to - place.from != words * 4)
    fail("{}: {} lies outside the file; it is cut short, save it again", name, key);
  return place;
}

}  // namespace

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
  const auto header = parse_json(std::span(bytes).subspan(8, static_cast<size_t>(length)));
  if (!header.is_object()) fail("{}: its header is no JSON; it is damaged, save it again", name);
  const std::span<const uint8_t> buffer = std::span(bytes).subspan(8 + static_cast<size_t>(length));
  SafeTensors file;
  // In the buffer's order, by which every tensor begins where the one before it ends: so no byte belongs
  // to two tensors, or to none, and a small file cannot ask for much memory.
  std::vector<Place> places;
  try {
    for (const auto& [key, value] : header.items()) {
      if (key == "__metadata__")
        file.metadata = value.get<std::map<std::string, std::string>>();
      else
        places.push_back(place_of(key, value, buffer.size(), name));
    }
  } catch (const nlohmann::json::exception&) {
    fail("{}: its header is not safetensors'; it is damaged, save it again", name);
  }
  std::ranges::sort(places, {}, [](const Place& place) { return std::pair(place.from, place.to); });
  uint64_t end = 0;
  for (const Place& place : places) {
    if (place.from != end)
      fail("{}: {} begins at byte {} where {} is next; it is damaged, save it again", name,
           place.name, place.from, end);
    end = place.to;
  }
  if (end != buffer.size())
    fail("{}: its last {} bytes belong to no tensor; it is damaged, save it again", name,
         buffer.size() - end);
  // The tensors, and what is made of them.
  require_memory(name, 2 * uint64_t{buffer.size()}, "give a smaller file");
  for (Place& place : places) {
    const auto part =
        buffer.subspan(static_cast<size_t>(place.from), static_cast<size_t>(place.to - place.from));
    place.tensor.bytes.assign(part.begin(), part.end());
    file.tensors.emplace(std::move(place.name), std::move(place.tensor));
  }
  return file;
}

}  // namespace hourglass
