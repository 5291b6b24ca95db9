// gzip through zlib, see gzip.h. Several members in a row are one file, as gzip(1) has it.
#include "formats/gzip.h"

#include <algorithm>
#include <limits>

#define ZLIB_CONST
#include <zlib.h>

#include "compute/error.h"

namespace hourglass {

struct Inflater::State {
  std::string name;
  std::span<const uint8_t> rest;
  z_stream stream{};
  bool ended = false;
};

bool is_gzip(std::span<const uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

Inflater::Inflater(std::string name, std::span<const uint8_t> bytes)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->rest = bytes;
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&state_->stream, gzip_only) != Z_OK)
    fail("{}: no memory to unpack it; close something else", state_->name);
}

Inflater::~Inflater() { inflateEnd(&state_->stream); }

size_t Inflater::read(std::span<uint8_t> out) {
  State& s = *state_;
  // zlib counts in unsigned int.
  constexpr size_t most_at_once = std::numeric_limits<int>::max();
  size_t done = 0;
  while (done < out.size() && !s.ended) {
    const size_t given = std::min(s.rest.size(), most_at_once);
    const size_t room = std::min(out.size() - done, most_at_once);
    s.stream.next_in = s.rest.data();
    s.stream.avail_in = static_cast<uInt>(given);
    s.stream.next_out = out.data() + done;
    s.stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&s.stream, Z_NO_FLUSH);
    s.rest = s.rest.subspan(given - s.stream.avail_in);
    done += room - s.stream.avail_out;
    if (result == Z_STREAM_END) {
      if (s.rest.empty()) {
        s.ended = true;
      } else if (!is_gzip(s.rest) || inflateReset(&s.stream) != Z_OK) {
        fail("{}: {} bytes that are not gzip follow its gzip data; download it again", s.name,
             s.rest.size());
      }
    } else if (result == Z_BUF_ERROR ||
               (result == Z_OK && s.rest.empty() && s.stream.avail_out > 0)) {
      fail("{}: is cut off, its gzip data end too early; download it again", s.name);
    } else if (result == Z_MEM_ERROR) {
      fail("{}: no memory to unpack it; close something else", s.name);
    } else if (result != Z_OK) {
      fail("{}: is damaged ({}); download it again", s.name,
           s.stream.msg ? s.stream.msg : "its gzip data make no sense");
    }
  }
  return done;
}

}  // namespace hourglass
