// IDX files, see idx.h. Header: two zero bytes, a type (8: unsigned byte), the number of dimensions,
// then each dimension as a big-endian 32-bit number.
#include "formats/idx.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compute/error.h"
#include "compute/memory.h"
#include "formats/gzip.h"
#include "formats/packed.h"
#include "share/texts.h"

namespace hourglass {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr size_t longest_header = 16;  // bytes

uint32_t big_endian(Bytes b, size_t at) {
  return uint32_t{b[at]} << 24 | uint32_t{b[at + 1]} << 16 | uint32_t{b[at + 2]} << 8 |
         uint32_t{b[at + 3]};
}

std::string hexadecimal(Bytes b) {
  std::string text;
  for (const uint8_t byte : b.first(std::min<size_t>(b.size(), 4)))
    text += std::format("{}{:02x}", text.empty() ? "" : " ", byte);
  return text;
}

// Checks the header and fills in all but the values. Returns the header's length in bytes.
// `head` is the file's beginning, as much of it as there is, up to longest_header.
size_t read_header(Bytes head, std::string_view remedy, Idx& idx) {
  const std::string& name = idx.name;
  if (head.empty()) fail("{}: is empty; download it again", name);
  if (const std::string_view what = known_format(head); !what.empty())
    fail("{}: is {}, not an IDX file; {}", name, what, remedy);
  if (head.size() < 4 || head[0] != 0 || head[1] != 0)
    fail("{}: is not an IDX file (it starts with {}); {}", name, hexadecimal(head), remedy);
  const uint32_t type = head[2], dimensions = head[3];
  if (type != 8 || (dimensions != 1 && dimensions != 3))
    fail("{}: has the magic number {}; IDX images have 2051, labels 2049; {}", name,
         big_endian(head, 0), remedy);

  const size_t length = 4 + 4 * size_t{dimensions};
  if (head.size() < length) fail("{}: is cut off within its header; download it again", name);
  idx.kind = dimensions == 3 ? Idx::Kind::images : Idx::Kind::labels;
  idx.count = big_endian(head, 4);
  if (idx.kind == Idx::Kind::images) {
    idx.rows = big_endian(head, 8);
    idx.columns = big_endian(head, 12);
    if (idx.rows - 1 >= largest_side || idx.columns - 1 >= largest_side)
      fail("{}: has images of {}×{} pixels; use sides from 1 to {}", name, idx.rows, idx.columns,
           largest_side);
  }
  if (idx.count == 0)
    fail("{}: holds 0 {}; use a file that is not empty", name,
         dimensions == 3 ? "images" : "labels");
  return length;
}

// Pre: rows and columns have been checked, so nothing overflows.
uint64_t promised(const Idx& idx) { return uint64_t{idx.count} * idx.rows * idx.columns; }

std::string promise(const Idx& idx) {
  return idx.kind == Idx::Kind::images ? tr("{} images of {}×{}", idx.count, idx.rows, idx.columns)
                                       : tr("{} labels", idx.count);
}

void allocate(Idx& idx) {
  require_memory(std::format("{}: {}", idx.name, promise(idx)), promised(idx), "use fewer");
  idx.values.resize(static_cast<size_t>(promised(idx)));
}

}  // namespace

Idx read_idx(const NamedBytes& file, std::string_view remedy) {
  Idx idx;
  idx.name = file.name;
  const Bytes bytes = file.bytes;
  std::array<uint8_t, longest_header> head{};
  std::optional<Inflater> inflater;
  size_t have = std::min(bytes.size(), head.size());  // bytes of `head`
  if (is_gzip(bytes)) {
    inflater.emplace(file.name, bytes);
    have = inflater->read(head);
  } else {
    std::ranges::copy(bytes.first(have), head.begin());
  }
  const size_t header = read_header(std::span(head).first(have), remedy, idx);
  const uint64_t wanted = promised(idx);
  if (wanted > largest_file)
    fail("{}: promises {}, more than {} MB; use fewer", idx.name, promise(idx), largest_file >> 20);
  const uint64_t most = inflater ? Inflater::most(bytes.size()) : bytes.size() - header;
  if (most < wanted)
    fail("{}: is cut off, its header promises {} and {} bytes cannot hold them; download it again",
         idx.name, promise(idx), bytes.size());
  if (!inflater && most > wanted)
    fail("{}: is damaged, {} bytes follow the {} of its header; download it again", idx.name,
         most - wanted, promise(idx));

  allocate(idx);
  if (!inflater) {
    std::ranges::copy(bytes.subspan(header), idx.values.begin());
    return idx;
  }
  // A header of labels is shorter than `head`: the rest there are values already.
  const size_t early = std::min<size_t>(have - header, idx.values.size());
  std::copy_n(head.begin() + static_cast<std::ptrdiff_t>(header), early, idx.values.begin());
  bool longer = have - header > early;
  if (!longer) {
    const size_t got = early + inflater->read(std::span(idx.values).subspan(early));
    if (got < wanted)
      fail(
          "{}: is cut off, its header promises {} and {} bytes of them are there; download it "
          "again",
          idx.name, promise(idx), got);
    std::array<uint8_t, 1> end{};
    longer = inflater->read(end) > 0;  // and so the checksum at the end has been checked
  }
  if (longer)
    fail("{}: is damaged, more bytes follow the {} of its header; download it again", idx.name,
         promise(idx));
  return idx;
}

}  // namespace hourglass
