#include "view/turns.h"

#include <cctype>
#include <format>
#include <nlohmann/json.hpp>
#include <string>

#include "share/texts.h"
#include "view/paint.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr float moves_a_second = 2.5f, calmly = 1;

std::string headed(std::string words) {
  if (!words.empty())
    words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  return words;
}

}  // namespace

float turn_row(const Context& context, ImVec2 at, float width) {
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.model || snapshot.model->players.empty()) return 0;
  const Theme& theme = context.theme;
  paint::Row row(context, at, width);
  for (const std::string& player : snapshot.model->players)
    if (row.chip(std::format("{}##turn.{}", headed(std::string(tr(player))), player).c_str(),
                 snapshot.turn == player,
                 tr("One move of the {} alone; the other waits", tr(player)).c_str()))
      context.command("turn", {{"player", player}});
  const bool slow = context.turns_a_second > 0;
  const float pace = context.reduced_motion ? calmly : moves_a_second;
  if (row.chip("Slow motion", slow,
               "While it trains, one move after the other, slowly enough to be seen"))
    context.command("speed", {{"share", context.speed}, {"turns", slow ? 0 : pace}});
  const std::string words =
      snapshot.turn.empty()
          ? std::string(slow && !snapshot.training ? "Press Train, and they move in turn"
                                                   : "Each alone, or both in every step")
          : tr("{} has moved, {} is next", headed(std::string(tr(snapshot.turn))),
               tr(snapshot.next_turn));
  const float letters = theme.caption_size + 1;
  const ImU32 colour = snapshot.turn.empty() ? theme.muted : theme.text;
  const float needed = paint::text_size(context, letters, words).x;
  if (row.remaining() >= needed) {
    row.label(words, colour);
    return row.bottom() - at.y + 6;
  }
  paint::text(context, {at.x, row.bottom() + 2}, paint::fitted(context, words, letters, width),
              colour, letters);
  return row.bottom() - at.y + paint::caption_line + 6;
}

}  // namespace hourglass::view
