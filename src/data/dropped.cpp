// Files dropped together: told apart by what is in them, and where that says nothing by their names.
#include <algorithm>

#include "compute/error.h"
#include "data/idx_sets.h"
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

std::vector<NamedBytes> copied(std::span<const NamedBytes> files) {
  return {files.begin(), files.end()};
}

}  // namespace

Split dataset_from_files(std::span<const NamedBytes> given) {
  // An archive is as good as what lies in it.
  std::vector<NamedBytes> from_archives;
  for (const NamedBytes& file : given)
    if (is_zip(file.bytes)) std::ranges::move(unzipped(file), std::back_inserter(from_archives));
  if (!from_archives.empty())
    for (const NamedBytes& file : given)
      if (!is_zip(file.bytes)) from_archives.push_back(file);
  const std::span<const NamedBytes> files = from_archives.empty() ? given : from_archives;
  const auto all = [&](auto is) { return !files.empty() && std::ranges::all_of(files, is); };
  if (all([](const NamedBytes& file) { return is_picture(file.bytes); }))
    return pictures_from_files(copied(files));
  if (all(is_csv)) {
    if (files.size() > 1) fail("{} tables; drop one at a time", files.size());
    return csv_from_file(files[0]);
  }
  if (all(is_npy)) {
    if (files.size() > 2) fail("{} arrays; drop one, and another with its labels", files.size());
    // The longer one holds the examples.
    const bool swap = files.size() == 2 && files[0].bytes.size() < files[1].bytes.size();
    std::vector<NamedBytes> labels;
    if (files.size() == 2) labels.push_back(files[swap ? 0 : 1]);
    return npy_from_files(files[swap ? 1 : 0], std::move(labels));
  }
  if (all(is_cifar10)) return cifar10_from_files(copied(files));
  return idx_from_files(files);
}

}  // namespace hourglass
