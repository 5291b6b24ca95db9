#include "train/log.h"

#include <format>
#include <nlohmann/json.hpp>

namespace hourglass {
namespace {

// Nothing, where it is none.
template <class Number>
std::string field(Number value) {
  return std::isfinite(value) ? std::format("{}", value) : std::string();
}

std::string names_of(std::span<const Series> series) {
  std::string names;
  for (const Series& one : series) names += "," + one.name;
  return names + "\n";
}

std::string fields_of(std::span<const float> row, std::span<const Series> series,
                      const Settings& settings) {
  std::string fields = field(total(row, series, settings));
  for (const float value : row) fields += "," + field(value);
  return fields + "\n";
}

}  // namespace

LogKind log_kind(std::string_view path) {
  return path.ends_with(".csv") ? LogKind::csv : LogKind::json_lines;
}

std::string_view log_mark(LogKind kind) {
  return kind == LogKind::csv ? "step,epoch,loss" : "{\"epoch\":";
}

std::string log_head(LogKind kind, std::span<const Series> series) {
  return kind == LogKind::csv ? std::string(log_mark(kind)) + names_of(series) : std::string();
}

std::string log_line(LogKind kind, uint32_t step, double epoch, std::span<const float> row,
                     std::span<const Series> series, const Settings& settings) {
  if (kind == LogKind::csv)
    return std::format("{},{},{}", step, epoch, fields_of(row, series, settings));
  nlohmann::json line{{"step", step}, {"epoch", epoch}, {"loss", total(row, series, settings)}};
  for (size_t s = 0; s < series.size(); ++s) line[series[s].name] = row[s];
  return line.dump() + "\n";
}

std::string curves_as_csv(const Track& train, const Track& test, std::span<const Series> series,
                          const Settings& settings) {
  std::string text = "split,step,loss" + names_of(series);
  for (const auto& [name, track] : {std::pair{"train", &train}, std::pair{"test", &test}})
    for (size_t i = 0; i < track->size(); ++i)
      text += std::format("{},{},{}", name, track->steps[i],
                          fields_of(track->row(i), series, settings));
  return text;
}

std::string report_head(LogKind kind, const nlohmann::json& report) {
  if (kind == LogKind::json_lines) return {};
  std::string names;
  for (const auto& [name, value] : report.items())
    if (value.is_number()) names += (names.empty() ? "" : ",") + name;
  return names + "\n";
}

std::string report_line(LogKind kind, const nlohmann::json& report) {
  if (kind == LogKind::json_lines)
    return report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::string fields;
  for (const auto& [name, value] : report.items())
    if (value.is_number()) fields += (fields.empty() ? "" : ",") + value.dump();
  return fields + "\n";
}

}  // namespace hourglass
