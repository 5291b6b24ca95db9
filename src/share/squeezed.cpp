// zlib and an alphabet.
#include "share/squeezed.h"

#include <array>
#include <cstring>

#define ZLIB_CONST
#include <zlib.h>

#include "compute/error.h"
#include "share/base64.h"

namespace hourglass {

static constexpr size_t head = sizeof(uint32_t);  // the number of bytes, little-endian

std::string squeezed(std::span<const uint8_t> bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());
  uLongf packed = compressBound(size);
  std::vector<uint8_t> all(head + packed);
  std::memcpy(all.data(), &size, head);
  if (compress2(all.data() + head, &packed, bytes.data(), size, Z_BEST_COMPRESSION) != Z_OK)
    fail("no memory to pack {} bytes; close something else", size);
  all.resize(head + packed);
  return to_base64url(all);
}

std::vector<uint8_t> unsqueezed(std::string_view word, size_t most) {
  const std::vector<uint8_t> packed = from_base64url(word);
  if (packed.size() <= head) fail("are cut off; copy it again");
  uint32_t size = 0;
  std::memcpy(&size, packed.data(), head);
  if (size > most) fail("unpack to {} bytes, more than {}; copy it again", size, most);
  // One more than it says: what lies about its size is not unpacked further either.
  std::vector<uint8_t> bytes(size_t{size} + 1);
  uLongf length = size + 1;
  const int result = uncompress(bytes.data(), &length, packed.data() + head,
                                static_cast<uLong>(packed.size() - head));
  if (result == Z_MEM_ERROR) fail("needs more memory than there is; close something else");
  if (result != Z_OK || length != size) fail("are cut off or damaged; copy it again");
  bytes.resize(size);
  return bytes;
}

}  // namespace hourglass
