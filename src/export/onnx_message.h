// The messages of onnx.proto (github.com/onnx/onnx), as far as they are written here: fields by their numbers.
// Private to the writer.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <protozero/pbf_writer.hpp>

namespace hourglass::onnx {

using protozero::pbf_writer;

enum Model : uint32_t {
  ir_version = 1,
  producer_name = 2,
  graph = 7,
  opset_import = 8,
  metadata_props = 14
};
enum ElementType : int32_t { float32 = 1, int64 = 7 };

inline std::string key_value(std::string_view key, std::string_view value) {
  std::string bytes;
  pbf_writer entry(bytes);
  entry.add_bytes(1, key.data(), key.size());
  entry.add_bytes(2, value.data(), value.size());
  return bytes;
}

inline std::string tensor(std::string_view name, ElementType type, std::span<const int64_t> sides,
                          std::span<const std::byte> raw) {
  std::string bytes;
  pbf_writer t(bytes);
  for (const int64_t side : sides) t.add_int64(1, side);
  t.add_int32(2, type);
  t.add_bytes(8, name.data(), name.size());
  t.add_bytes(9, reinterpret_cast<const char*>(raw.data()), raw.size());
  return bytes;
}

// A side of 0 is the batch, n.
inline std::string value_info(std::string_view name, ElementType type,
                              std::span<const int64_t> sides) {
  std::string bytes;
  pbf_writer info(bytes);
  info.add_bytes(1, name.data(), name.size());
  {
    // Each is written into the one before it when it ends.
    pbf_writer of_type(info, 2);
    pbf_writer of_tensor(of_type, 1);
    of_tensor.add_int32(1, type);
    pbf_writer shape(of_tensor, 2);
    for (const int64_t side : sides) {
      pbf_writer dimension(shape, 1);
      if (side == 0)
        dimension.add_string(2, "n");
      else
        dimension.add_int64(1, side);
    }
  }
  return bytes;
}

class Attribute {
 public:
  Attribute(std::string_view name, float value) : Attribute(name, 1, 0) {
    writer().add_float(2, value);
  }
  Attribute(std::string_view name, int64_t value) : Attribute(name, 2, 0) {
    writer().add_int64(3, value);
  }
  Attribute(std::string_view name, std::string_view value) : Attribute(name, 3, 0) {
    writer().add_bytes(4, value.data(), value.size());
  }
  Attribute(std::string_view name, std::initializer_list<int64_t> values) : Attribute(name, 7, 0) {
    for (const int64_t value : values) writer().add_int64(8, value);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Attribute(std::string_view name, int32_t type, int) {
    writer().add_bytes(1, name.data(), name.size());
    writer().add_int32(20, type);
  }
  pbf_writer writer() { return pbf_writer(bytes_); }

  std::string bytes_;
};

inline std::string node(std::string_view type, std::span<const std::string> inputs,
                        std::span<const std::string> outputs,
                        std::span<const Attribute> attributes) {
  std::string bytes;
  pbf_writer n(bytes);
  for (const std::string& input : inputs) n.add_string(1, input);
  for (const std::string& output : outputs) n.add_string(2, output);
  n.add_string(3, outputs.front());
  n.add_bytes(4, type.data(), type.size());
  for (const Attribute& attribute : attributes) n.add_message(5, attribute.bytes());
  return bytes;
}

}  // namespace hourglass::onnx
