// A trained network as a file that other programs run, go on with or look into.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "train/trainer.h"

namespace hourglass {

enum class ExportFormat : uint8_t { onnx, pytorch, npz };

struct ExportFormatFacts {
  ExportFormat format;
  std::string_view name;    // for flags and commands
  std::string_view label;   // for people
  std::string_view ending;  // of its files
  std::string_view about;
};
inline constexpr ExportFormatFacts export_formats[] = {
    {ExportFormat::onnx, "onnx", "ONNX", ".onnx",
     "the network, or a part of it, to be run by other programs"},
    {ExportFormat::pytorch, "pytorch", "PyTorch", ".py",
     "a script that reads the saved training, evaluates it and trains on"},
    {ExportFormat::npz, "npz", "NPZ", ".npz", "the weights by name, for NumPy"}};

// part: "encoder", "decoder" or "whole", where the format has parts; empty: the whole, or what there is of it.
// model: the saved training's file name, which a script reads. Throws Error of one line where the network has no such
// part, or the format has none.
std::vector<uint8_t> export_network(const Trainer&, ExportFormat, std::string_view part,
                                    const std::string& model);

// Codes, [count, code], of the first so many of the examples: as .npy, or as .csv with the labels beside them.
std::vector<uint8_t> write_codes(std::span<const float> codes, uint32_t code, const Dataset& of,
                                 bool as_csv);

}  // namespace hourglass
