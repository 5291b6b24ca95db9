#include "formats/npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "compute/error.h"
#include "compute/memory.h"
#include "formats/packed.h"

namespace hourglass {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x93NUMPY"sv;

struct Header {
  char kind = 0;       // f, u, i, b
  uint32_t width = 0;  // bytes
  bool big = false;    // most significant byte first
  std::vector<uint32_t> shape;
  size_t length = 0;  // bytes, up to the numbers
};

// What stands behind `'key':` in the header's dictionary.
std::string_view entry(std::string_view text, std::string_view key, const std::string& name) {
  const std::string quoted = std::format("'{}':", key);
  const size_t at = text.find(quoted);
  if (at == text.npos) fail("{}: its header has no {}; save it with numpy.save", name, key);
  text.remove_prefix(at + quoted.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

std::vector<uint32_t> sides(std::string_view text, const std::string& name) {
  std::vector<uint32_t> shape;
  const size_t end = text.find(')');
  if (!text.starts_with('(') || end == text.npos)
    fail("{}: its header has no shape; save it with numpy.save", name);
  for (std::string_view rest = text.substr(1, end - 1); !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    std::string_view item = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    if (item.empty() && rest.empty()) break;
    uint32_t side = 0;
    const char* const last = item.data() + item.size();
    const auto [stop, error] = std::from_chars(item.data(), last, side);
    if (item.empty() || error != std::errc{} || stop != last || side == 0)
      fail("{}: its shape {} is not possible; give sides from 1 on", name,
           text.substr(0, std::min<size_t>(end + 1, 40)));
    shape.push_back(side);
  }
  if (shape.empty() || shape.size() > 4)
    fail(
        "{}: has {} dimensions; give [n], [n, features], [n, height, width] or [n, height, width, "
        "channels]",
        name, shape.size());
  return shape;
}

Header read_header(std::span<const uint8_t> bytes, const std::string& name) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.empty()) fail("{}: is empty; save it again", name);
  if (!text.starts_with(magic)) {
    const std::string_view what = known_format(bytes);
    fail("{}: is {}, not a NumPy array; save it with numpy.save", name,
         what.empty() ? "something else" : what);
  }
  const size_t field = text.size() > 6 && bytes[6] == 1 ? 2 : 4;  // of the header's length
  if (text.size() < 8 + field) fail("{}: is cut off within its header; save it again", name);
  size_t length = 0;
  for (size_t i = 0; i < field; ++i) length |= size_t{bytes[8 + i]} << (8 * i);
  Header header;
  header.length = 8 + field + length;
  if (length > 65536 || header.length > text.size())
    fail("{}: is cut off within its header; save it again", name);
  const std::string_view dictionary = text.substr(8 + field, length);

  const std::string_view type = entry(dictionary, "descr", name);
  const size_t end = type.find('\'', 1);
  const std::string_view code =
      type.starts_with('\'') && end != type.npos ? type.substr(1, end - 1) : std::string_view();
  const bool known =
      code.size() == 3 && "<>|="sv.find(code[0]) != "<>|="sv.npos &&
      ((code[1] == 'f' && (code[2] == '4' || code[2] == '8')) ||
       ((code[1] == 'u' || code[1] == 'i') && "1248"sv.find(code[2]) != "1248"sv.npos) ||
       (code[1] == 'b' && code[2] == '1'));
  if (!known)
    fail("{}: holds numbers of type {}; save it as float32, float64, bool or whole numbers", name,
         code.empty() ? "unknown" : code.substr(0, 12));
  header.kind = code[1];
  header.width = static_cast<uint32_t>(code[2] - '0');
  header.big = code[0] == '>';
  if (!entry(dictionary, "fortran_order", name).starts_with("False"))
    fail("{}: lies column by column; save numpy.ascontiguousarray of it", name);
  header.shape = sides(entry(dictionary, "shape", name), name);
  return header;
}

float number(const uint8_t* from, const Header& h) {
  uint64_t bits = 0;
  for (uint32_t i = 0; i < h.width; ++i)
    bits |= uint64_t{from[h.big ? h.width - 1 - i : i]} << (8 * i);
  if (h.kind == 'f')
    return h.width == 4 ? std::bit_cast<float>(static_cast<uint32_t>(bits))
                        : static_cast<float>(std::bit_cast<double>(bits));
  if (h.kind != 'i') return static_cast<float>(bits);
  const uint32_t empty = 64 - 8 * h.width;
  return static_cast<float>(static_cast<int64_t>(bits << empty) >> empty);
}

}  // namespace

Npy read_npy(NamedBytes file) {
  const std::string name = file.name;
  const std::vector<uint8_t> bytes = unpacked(std::move(file));
  const Header header = read_header(bytes, name);
  uint64_t count = 1;
  for (const uint32_t side : header.shape) {
    count *= side;  // sides have 32 bits, and before each there are at most 30
    if (count > largest_file)
      fail("{}: promises more than {} MB of numbers; use fewer", name, largest_file >> 20);
  }
  const uint64_t there = bytes.size() - header.length;
  if (there != count * header.width)
    fail("{}: is {}, its header promises {} bytes of numbers and {} are there; save it again", name,
         there < count * header.width ? "cut off" : "damaged", count * header.width, there);
  Npy array{header.shape, {}, {}};
  const bool plain = header.kind == 'u' && header.width == 1;
  require_memory(name, count * (plain ? 1 : sizeof(float)), "use fewer");
  const uint8_t* from = bytes.data() + header.length;
  if (plain) {
    array.bytes.assign(from, from + count);
    return array;
  }
  array.values.resize(static_cast<size_t>(count));
  for (float& value : array.values) {
    value = number(from, header);
    if (!std::isfinite(value))
      fail("{}: holds a number that is infinite or none; replace it", name);
    from += header.width;
  }
  return array;
}

std::vector<uint32_t> npy_shape(const NamedBytes& file) try {
  return read_header(file.bytes, file.name).shape;
} catch (const Error&) {
  return {};
}

std::vector<uint8_t> write_npy(std::span<const uint32_t> shape, std::span<const float> values) {
  static_assert(std::endian::native == std::endian::little);
  std::string sides;
  for (const uint32_t side : shape) sides += std::format("{}, ", side);
  std::string header =
      std::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", sides);
  constexpr size_t before = 10, step = 64;  // magic, version and length; where numbers may begin
  header.append(step - 1 - (before + header.size()) % step, ' ') += '\n';
  std::vector<uint8_t> file(magic.begin(), magic.end());
  file.insert(file.end(), {1, 0, static_cast<uint8_t>(header.size() % 256),
                           static_cast<uint8_t>(header.size() / 256)});
  file.insert(file.end(), header.begin(), header.end());
  const auto* bytes = reinterpret_cast<const uint8_t*>(values.data());
  file.insert(file.end(), bytes, bytes + values.size_bytes());
  return file;
}

}  // namespace hourglass
