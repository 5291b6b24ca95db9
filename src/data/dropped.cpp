// Files dropped together: told apart by what is in them, and where that says nothing by their names.
#include <algorithm>

#include "compute/error.h"
#include "data/idx_sets.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/cifar10.h"
#include "formats/csv.h"
#include "formats/npy.h"
#include "formats/packed.h"
#include "formats/pictures.h"
#include "formats/zip.h"

namespace hourglass {
namespace {

bool ends_with(std::string_view name, std::string_view ending) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  return name.ends_with(ending);
}

bool is_npy(const NamedBytes& file) {
  return known_format(file.bytes) == "a NumPy array" || ends_with(file.name, ".npy");
}
bool is_csv(const NamedBytes& file) {
  return ends_with(file.name, ".csv") || ends_with(file.name, ".tsv");
}
// Its records have no mark of their own.
bool is_cifar10(const NamedBytes& file) {
  return ends_with(file.name, ".bin") && file.name.find("batch") != std::string::npos;
}

// What archives are as good as: what lies in them.
std::vector<NamedBytes> opened(std::span<const NamedBytes> given) {
  std::vector<NamedBytes> files;
  for (const NamedBytes& file : given) {
    if (is_zip(file.bytes))
      std::ranges::move(unzipped(file), std::back_inserter(files));
    else
      files.push_back(file);
  }
  // What the systems leave beside files.
  std::erase_if(files, [](const NamedBytes& file) {
    return std::string_view(file.name).substr(file.name.rfind('/') + 1).starts_with('.');
  });
  return files;
}

}  // namespace

bool read_in_ways(std::span<const NamedBytes> files) {
  return std::ranges::any_of(files, [](const NamedBytes& file) {
    return is_picture(file.bytes) || is_zip(file.bytes) || is_csv(file);
  });
}

Split dataset_from_files(std::span<const NamedBytes> given, std::string& called, uint32_t most) {
  std::vector<NamedBytes> files = opened(given);
  // Beside pictures in folders lie other things.
  const auto in_folder = [](const NamedBytes& file) {
    return file.name.find('/') != file.name.npos;
  };
  if (std::ranges::any_of(
          files, [&](const NamedBytes& file) { return in_folder(file) && is_picture(file.bytes); }))
    std::erase_if(
        files, [&](const NamedBytes& file) { return in_folder(file) && !is_picture(file.bytes); });
  const DataName name = parts_of(called);
  Preparation how = name.how();
  const auto all = [&](auto is) { return !files.empty() && std::ranges::all_of(files, is); };
  if (all([](const NamedBytes& file) { return is_picture(file.bytes); })) {
    if (how.size == 0) {
      const Preparation needed = needed_by(files);
      how.size = needed.size;
      how.crop |= needed.crop;
      const std::string rest = called.substr(name.read.size());
      if (needed.fits()) called = std::string(name.plain) + behind(how) + rest;
    }
    std::ranges::sort(files, {}, &NamedBytes::name);
    return pictures_from_files(spread(std::move(files), most), how);
  }
  if (all(is_csv)) {
    if (files.size() > 1) fail("{} tables; drop one at a time", files.size());
    return csv_from_file(std::move(files[0]), how.label);
  }
  if (all(is_npy)) return arrays_from_files(std::move(files));
  if (all(is_cifar10)) return cifar10_from_files(std::move(files));
  return idx_from_files(files);
}

Split dataset_from_files(std::span<const NamedBytes> files) {
  std::string called = "files";
  return dataset_from_files(files, called);
}

}  // namespace hourglass
