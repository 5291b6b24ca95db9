#include "formats/packed.h"

#include <algorithm>
#include <array>

#include "compute/error.h"
#include "compute/memory.h"
#include "formats/gzip.h"

namespace hourglass {

std::vector<uint8_t> unpacked(NamedBytes file) {
  if (!is_gzip(file.bytes)) return std::move(file.bytes);
  Inflater inflater(file.name, file.bytes);
  std::vector<uint8_t> all;
  // Doubling: what is claimed about a size may be a lie, what has come is not.
  for (size_t room = std::max<size_t>(4096, 4 * file.bytes.size());; room *= 2) {
    room = static_cast<size_t>(std::min<uint64_t>(room, largest_file + 1));
    require_memory(file.name, room, "use fewer");
    const size_t before = all.size();
    all.resize(room);
    const size_t got = inflater.read(std::span(all).subspan(before));
    if (before + got < room) {
      all.resize(before + got);
      return all;
    }
    if (room > largest_file)
      fail("{}: unpacks to more than {} MB; use fewer", file.name, largest_file >> 20);
  }
}

std::string_view known_format(std::span<const uint8_t> b) {
  using namespace std::string_view_literals;
  struct Signature {
    std::string_view start, what;
  };
  static constexpr std::array signatures{
      Signature{"\x89PNG"sv, "a PNG picture"},   Signature{"\xFF\xD8\xFF"sv, "a JPEG picture"},
      Signature{"GIF8"sv, "a GIF picture"},      Signature{"RIFF"sv, "a WebP picture or a sound"},
      Signature{"BM"sv, "a BMP picture"},        Signature{"PK\x03\x04"sv, "a ZIP archive"},
      Signature{"7z\xBC\xAF"sv, "a 7z archive"}, Signature{"\xFD\x37zXZ"sv, "an xz file"},
      Signature{"BZh"sv, "a bzip2 file"},        Signature{"\x28\xB5\x2F\xFD"sv, "a zstd file"},
      Signature{"%PDF"sv, "a PDF document"},     Signature{"\x93NUMPY"sv, "a NumPy array"},
      Signature{"\x89HDF"sv, "an HDF5 file"},    Signature{"PAR1"sv, "a Parquet table"},
      Signature{"<!DOCTYPE"sv, "a web page"},    Signature{"<!doctype"sv, "a web page"},
      Signature{"<html"sv, "a web page"},        Signature{"\x1F\x8B"sv, "gzipped twice"},
  };
  for (const auto& [start, what] : signatures) {
    if (b.size() >= start.size() &&
        std::ranges::equal(b.first(start.size()), start, {}, {},
                           [](char c) { return static_cast<uint8_t>(c); }))
      return what;
  }
  return {};
}

}  // namespace hourglass
