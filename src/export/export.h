// A trained network as a file that other programs run, go on with or look into.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "export/formats.h"
#include "train/trainer.h"

namespace hourglass {

// part: "encoder", "decoder" or "whole", where the format has parts; empty: the whole, or what there is of it.
// model: the saved training's file name, which a script reads. Throws Error of one line where the network has no such
// part, or the format has none.
std::vector<uint8_t> export_network(const Trainer&, ExportFormat, std::string_view part,
                                    const std::string& model);

// Codes, [count, code], of the first so many of the examples: as .npy, or as .csv with the labels beside them.
std::vector<uint8_t> write_codes(std::span<const float> codes, uint32_t code, const Dataset& of,
                                 bool as_csv);

}  // namespace hourglass
