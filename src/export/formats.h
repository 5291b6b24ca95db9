// The files that a trained network leaves as, one row each, for flags, commands and buttons.
#pragma once
#include <cstdint>
#include <string_view>

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

}  // namespace hourglass
