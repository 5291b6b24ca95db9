// ZIP through zlib's minizip, which reads and writes the archive where it lies in memory.
#include "formats/zip.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "compute/error.h"
#include "compute/memory.h"
#include "formats/gzip.h"

namespace hourglass {
namespace {

constexpr uint64_t most_files = 200'000;
constexpr size_t longest_name = 1024;

// The archive as minizip's file: it reads, writes and seeks.
struct Source {
  std::span<const uint8_t> bytes;
  std::vector<uint8_t>* written = nullptr;  // where it is made, the bytes so far
  uint64_t at = 0;

  uint64_t size() const { return written ? written->size() : bytes.size(); }
};

Source& source_of(void* stream) { return *static_cast<Source*>(stream); }

void* open_source(void* opaque, const void*, int) { return opaque; }
uLong read_source(void*, void* stream, void* to, uLong wanted) {
  Source& s = source_of(stream);
  const uint64_t left = s.bytes.size() - std::min<uint64_t>(s.at, s.bytes.size());
  const auto count = static_cast<size_t>(std::min<uint64_t>(wanted, left));
  if (count > 0) std::memcpy(to, s.bytes.data() + s.at, count);
  s.at += count;
  return static_cast<uLong>(count);
}
uLong write_source(void*, void* stream, const void* from, uLong count) {
  Source& s = source_of(stream);
  const auto at = static_cast<size_t>(s.at), end = at + static_cast<size_t>(count);
  if (end > s.written->size()) s.written->resize(end);
  if (count > 0) std::memcpy(s.written->data() + at, from, count);
  s.at = end;
  return count;
}
ZPOS64_T tell_source(void*, void* stream) { return source_of(stream).at; }
long seek_source(void*, void* stream, ZPOS64_T offset, int origin) {
  Source& s = source_of(stream);
  const uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                        : origin == ZLIB_FILEFUNC_SEEK_CUR ? s.at
                                                           : s.size();
  if (offset > s.size() - std::min<uint64_t>(from, s.size())) return -1;
  s.at = from + offset;
  return 0;
}
int close_source(void*, void*) { return 0; }
int no_error(void*, void*) { return 0; }

zlib_filefunc64_def functions_of(Source& source) {
  return {open_source, read_source,  write_source, tell_source,
          seek_source, close_source, no_error,     &source};
}

// Not the user's: folders, and what the systems leave beside files.
bool passed_over(const std::string& path) {
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  return name.empty() || name.starts_with('.') || path.starts_with("__MACOSX/");
}

}  // namespace

bool is_zip(std::span<const uint8_t> b) {
  return b.size() >= 4 && b[0] == 'P' && b[1] == 'K' && b[2] == 3 && b[3] == 4;
}

std::vector<NamedBytes> unzipped(const NamedBytes& archive) {
  constexpr std::string_view damaged = "is damaged, its ZIP data make no sense; download it again";
  Source source{archive.bytes};
  zlib_filefunc64_def functions = functions_of(source);
  const std::unique_ptr<void, int (*)(void*)> zip(unzOpen2_64("", &functions), unzClose);
  unz_global_info64 all{};
  if (!zip || unzGetGlobalInfo64(zip.get(), &all) != UNZ_OK) fail("{}: {}", archive.name, damaged);
  if (all.number_entry > most_files)
    fail("{}: has more than {} files; use fewer", archive.name, most_files);
  std::vector<NamedBytes> files;
  uint64_t taken = 0;
  for (uint64_t i = 0; i < all.number_entry; ++i) {
    unz_file_info64 info{};
    char name[longest_name + 1] = {};
    if ((i > 0 && unzGoToNextFile(zip.get()) != UNZ_OK) ||
        unzGetCurrentFileInfo64(zip.get(), &info, name, longest_name, nullptr, 0, nullptr, 0) !=
            UNZ_OK)
      fail("{}: {}", archive.name, damaged);
    const std::string path(name);
    if (passed_over(path)) continue;
    const std::string whole = archive.name + "/" + path;
    if (info.flag & 1) fail("{}: is encrypted; pack it without a password", whole);
    taken += std::min<uint64_t>(info.uncompressed_size, largest_file + 1);
    if (taken > largest_file)
      fail("{}: unpacks to more than {} MB; use fewer", archive.name, largest_file >> 20);
    // What is claimed may be a lie; what has come is not.
    if (info.compressed_size > archive.bytes.size() ||
        info.uncompressed_size > Inflater::most(static_cast<size_t>(info.compressed_size)))
      fail("{}: {}", whole, damaged);
    require_memory(whole, info.uncompressed_size, "use fewer");
    if (unzOpenCurrentFile(zip.get()) != UNZ_OK)
      fail("{}: cannot be unpacked; pack it anew, by the usual method", whole);
    NamedBytes file{whole, std::vector<uint8_t>(static_cast<size_t>(info.uncompressed_size))};
    size_t done = 0;
    for (int got = 1; done < file.bytes.size() && got > 0; done += static_cast<size_t>(got)) {
      got = std::max(0, unzReadCurrentFile(zip.get(), file.bytes.data() + done,
                                           static_cast<unsigned>(file.bytes.size() - done)));
    }
    // Closing compares the checksum.
    if (unzCloseCurrentFile(zip.get()) != UNZ_OK || done != file.bytes.size())
      fail("{}: {}", whole, damaged);
    files.push_back(std::move(file));
  }
  if (files.empty()) fail("{}: has no files in it; give another archive", archive.name);
  return files;
}

std::vector<uint8_t> zipped(std::span<const NamedBytes> files) {
  std::vector<uint8_t> archive;
  Source target{{}, &archive};
  zlib_filefunc64_def functions = functions_of(target);
  const zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  bool done = zip != nullptr;
  for (const NamedBytes& file : files) {
    // 1980, the first day that ZIP knows: the same files make the same archive.
    zip_fileinfo info{};
    info.tmz_date = {0, 0, 0, 1, 0, 1980};
    done = done &&
           zipOpenNewFileInZip64(zip, file.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 0,
                                 0, 0) == ZIP_OK &&
           zipWriteInFileInZip(zip, file.bytes.data(), static_cast<unsigned>(file.bytes.size())) ==
               ZIP_OK &&
           zipCloseFileInZip(zip) == ZIP_OK;
  }
  if (zip) done = zipClose(zip, nullptr) == ZIP_OK && done;
  if (!done) fail("zip: the archive could not be made; there may be too little memory");
  return archive;
}

}  // namespace hourglass
