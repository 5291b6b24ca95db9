#include "view/keypad.h"

#include <algorithm>
#include <array>
#include <format>

#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

// As they stand, four in a row.
constexpr std::array<std::string_view, 16> keys = {"7", "8", "9", "back", "4", "5", "6", "−",
                                                   "1", "2", "3", "e",    "0", ".", ",", "done"};

// Ten columns; a key that has no sign of its own is wider.
constexpr std::array<std::array<std::string_view, 3>, 3> letters = {
    {{"qwertyuiop", "asdfghjkl", "zxcvbnm"},
     {"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"},
     {"1234567890", "-_/:;()&@", ".,?!'+="}}};
constexpr float between_letters = 4;

float letter_height() { return ImGui::GetIO().DisplaySize.y < 500 ? 44 : 50; }

}  // namespace

float letter_keys_height() { return 4 * letter_height() + 3 * between_letters; }

bool letter_keys(const Context& context, std::string& text, float width) {
  enum Page { lower, upper, signs };
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float cell = (width + between_letters) / 10, tall = letter_height();
  int& page = *ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("keys"), lower);
  // Whether that key was pressed: `wide` columns from the column `x` on.
  const auto key = [&](float x, size_t row, float wide, std::string_view name, ButtonShape shape) {
    ImGui::SetCursorScreenPos(
        {at.x + x * cell, at.y + static_cast<float>(row) * (tall + between_letters)});
    shape.width = wide * cell - between_letters, shape.height = tall;
    const std::string id(name);
    const bool pressed = button(context, id.c_str(), shape);
    context.note("keypad." + id);
    return pressed;
  };
  std::string_view typed;
  int next = page;
  for (size_t row = 0; row < 3; ++row) {
    const std::string_view signs_of_row = letters[static_cast<size_t>(page)][row];
    float x = (10 - static_cast<float>(signs_of_row.size())) / 2;
    for (size_t i = 0; i < signs_of_row.size(); ++i, ++x)
      if (const std::string_view sign = signs_of_row.substr(i, 1);
          key(x, row, 1, sign, {.text = sign}))
        typed = sign, next = page == upper ? lower : page;
  }
  if (key(0, 2, 1.5F, "shift", {.text = "↑", .enabled = page != signs, .chosen = page == upper}))
    next = page == upper ? lower : upper;
  if (key(8.5F, 2, 1.5F, "back", {.text = "←"})) typed = "back";
  const std::string_view other = page == signs ? "abc" : "123";
  if (key(0, 3, 2, other, {.text = other})) next = page == signs ? lower : signs;
  if (key(2, 3, 5, "space", {.text = "space"})) typed = "space";
  const bool done = key(7, 3, 3, "done", {.text = "Done", .look = Look::filled});
  if (!typed.empty()) text = after_key(std::move(text), typed);
  page = done ? lower : next;
  return done;
}

std::string after_key(std::string text, std::string_view key) {
  if (key == "back") {
    // Whole letters, of however many bytes.
    while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
  } else if (text.size() < 100) {
    text += key == "−" ? std::string_view("-") : key == "space" ? std::string_view(" ") : key;
  }
  return text;
}

std::optional<std::string> Keypad::draw(const Context& context, const char* id,
                                        std::string_view text, std::string_view title,
                                        std::string_view about, float width, Keys which) {
  const Theme& theme = context.theme;
  const float tall = control_height(context);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(id);
  if (press_area("number", {width, tall})) {
    ImGui::OpenPopup("keypad");
    const bool number = text.find_first_of("0123456789") == 0 || text.starts_with('-');
    fresh_ = which != Keys::letters;
    typed_ = number || !fresh_ ? text : "";
  }
  context.note(id);
  ImDrawList& ground = *ImGui::GetWindowDrawList();
  ground.AddRect({at.x, at.y + 4}, {at.x + width, at.y + tall - 4},
                 ImGui::IsItemActive() ? theme.second : theme.line, rounding);
  const float shown = std::min(width - 12, text_size(context, text, theme.body_size).x);
  const float left = which == Keys::letters ? 8 : std::max(6.0F, width - 8 - shown);
  draw_text(context, {at.x + left, at.y + tall / 2 - 9}, text, theme.text, theme.body_size,
            Weight::regular, width - 10);

  std::optional<std::string> given;
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  constexpr float between = 6;
  const float padding = which == Keys::letters ? 8 : 12;
  const float wide = std::min(which == Keys::letters ? 620.0F : 340.0F, screen.x - 16);
  ImGui::SetNextWindowPos({screen.x / 2, screen.y - 8}, ImGuiCond_Always, {0.5F, 1});
  ImGui::SetNextWindowSize({wide, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {between, between});
  if (ImGui::BeginPopup("keypad", ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar |
                                      ImGuiWindowFlags_NoResize)) {
    const float room = ImGui::GetContentRegionAvail().x, side = (room - 3 * between) / 4;
    draw_text(context, ImGui::GetCursorScreenPos(), title, theme.muted, theme.caption_size + 1);
    const ImVec2 value = ImGui::GetCursorScreenPos();
    const std::string now = typed_ + (fresh_ ? "" : "|");
    const float long_is = text_size(context, now, theme.heading_size).x;
    draw_text(context, {value.x + std::max(room * 0.4F, room - long_is), value.y - 2}, now,
              fresh_ ? theme.muted : theme.text, theme.heading_size, Weight::regular, room * 0.6F);
    ImGui::Dummy({room, 24});
    if (!about.empty()) caption(context, about, room);
    if (which == Keys::letters && letter_keys(context, typed_, room)) {
      if (typed_ != text) given = typed_;
      ImGui::CloseCurrentPopup();
    }
    for (size_t i = 0; which != Keys::letters && i < keys.size(); ++i) {
      const std::string_view key = keys[i];
      if (i % 4 > 0) ImGui::SameLine();
      const bool done = key == "done";
      ButtonShape shape{.text = key, .width = side, .height = 52};
      if (key == "back") shape.text = "←";
      if (done) shape.text = "Done", shape.look = Look::filled;
      shape.enabled = key != "," || which == Keys::numbers;
      const std::string name(key);
      const bool pressed = button(context, name.c_str(), shape);
      context.note("keypad." + name);
      if (!pressed) continue;
      if (done) {
        if (typed_ != text) given = typed_;
        ImGui::CloseCurrentPopup();
      } else {
        typed_ = after_key(fresh_ && key != "back" && key != "," ? "" : typed_, key);
        fresh_ = false;
      }
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  ImGui::PopID();
  return given;
}

std::optional<std::string> text_field(const Context& context, Keypad& keypad, const char* id,
                                      std::string_view text, std::string_view title, float width) {
  return by_finger(context) ? keypad.draw(context, id, text, title, {}, width, Keys::letters)
                            : field(context, id, text, width);
}

}  // namespace hourglass::view
