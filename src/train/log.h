// A training's numbers as lines of a file: JSON, an object a line, or a table with commas under its names.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "train/series.h"

namespace hourglass {

enum class LogKind : uint8_t { json_lines, csv };
LogKind log_kind(std::string_view path);  // by its ending: .csv, or any other

// What a log begins with: of a table its names, "step,epoch,loss,reconstruction,kl\n"; of JSON nothing.
std::string log_head(LogKind, std::span<const Series>);
// What every log begins with, whatever its series are.
std::string_view log_mark(LogKind);
// One step. A number that is none is null, or an empty field.
std::string log_line(LogKind, uint32_t step, double epoch, std::span<const float> row,
                     std::span<const Series>, const Settings&);

// Curves of training and test figures, "split,step,loss,…".
std::string curves_as_csv(const Track& train, const Track& test, std::span<const Series>,
                          const Settings&);

// An evaluation's report: its numbers, and their names.
std::string report_head(LogKind, const nlohmann::json& report);
std::string report_line(LogKind, const nlohmann::json& report);

}  // namespace hourglass
