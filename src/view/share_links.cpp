#include "view/share_links.h"

#include <algorithm>
#include <format>

#include "share/texts.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float qr_side = 148;     // logical pixels
constexpr float least_square = 2;  // device pixels, which a camera still tells apart

}  // namespace

void ShareLinks::show(const std::string& address, const std::string& link,
                      const std::string& with_weights, const std::string& too_much) {
  page_ = !address.empty();
  link_ = address + link;
  with_weights_ = with_weights.empty() ? std::string() : address + with_weights;
  too_much_ = too_much;
  if (!page_) return;
  qr_.show(link_);
  const char joint = address.find('?') == address.npos ? '?' : '&';
  frame_ = std::format(
      "<iframe src=\"{}{}embed=1{}\" width=\"480\" height=\"600\" title=\"Hourglass\" "
      "loading=\"lazy\"></iframe>",
      address, joint, link);
}

void ShareLinks::copy(const Context& context, const char* id, const char* button_id,
                      const std::string& text, float width) {
  const ButtonShape shape{.icon = Icon::copy, .text = "Copy", .look = Look::filled};
  const float wide = button_width(context, shape);
  field(context, id, text, width - wide - 8);
  ImGui::SameLine();
  if (button(context, button_id, shape)) {
    context.wishes->copy = text;
    ImGui::CloseCurrentPopup();
  }
  context.note(button_id);
}

void ShareLinks::weights(const Context& context) {
  const Theme& theme = context.theme;
  const bool fits = !with_weights_.empty();
  weighted_ = weighted_ && fits;
  ImGui::BeginDisabled(!fits);
  if (toggle(context, "with-weights", weighted_)) weighted_ = !weighted_;
  ImGui::EndDisabled();
  if (!fits && !too_much_.empty()) tooltip(context, too_much_);
  ImGui::SameLine();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string text =
      fits ? tr("With weights ({:.1f} KB)", static_cast<double>(with_weights_.size()) / 1024)
           : std::string(too_much_.empty() ? "With weights"
                                           : "With weights: too many for a link, save the file");
  draw_text(context, {at.x, at.y + control_height(context) / 2 - 9}, text,
            fits ? theme.text : theme.muted, fits ? theme.body_size : 13, Weight::regular,
            ImGui::GetContentRegionAvail().x);
  ImGui::Dummy({0, control_height(context)});
}

// Side by side: for a camera, and for a page's author.
void ShareLinks::codes(const Context& context) {
  const float room = ImGui::GetContentRegionAvail().x;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool fits = qr_.fits(qr_side, least_square);
  const float left = fits ? qr_side + 14 : 0;
  if (fits) qr_.draw(context, at, qr_side);
  ImGui::SetCursorScreenPos({at.x + left, at.y});
  ImGui::BeginGroup();
  if (fits)
    caption(context, "A phone’s camera opens the link.", room - left);
  else
    caption(context, "The link is too long for a QR code.", room - left);
  ImGui::Dummy({0, 2});
  caption(context, "In a page of your own, without the panels:", room - left);
  copy(context, "frame", "copy-frame", frame_, room - left);
  ImGui::EndGroup();
  ImGui::SetCursorScreenPos(
      {at.x, std::max(at.y + (fits ? qr_side + 6 : 0), ImGui::GetCursorScreenPos().y)});
}

void ShareLinks::draw(const Context& context) {
  caption(
      context,
      !page_ ? "The network, its data and settings: put it behind the page’s address, or give it "
               "to hourglass-desktop --link or hourglass train --link."
      : weighted_ ? "This link opens the trained network, its weights rounded to 8 bits, and "
                    "trains on from there."
                  : "This link opens the same network with the same data and settings, and of a "
                    "reproducible training says how far it went: trained as far, its weights "
                    "are the same.");
  copy(context, "link", "copy", weighted_ ? with_weights_ : link_,
       ImGui::GetContentRegionAvail().x);
  weights(context);
  if (page_) codes(context);
  ImGui::Dummy({0, 2});
}

}  // namespace hourglass::view
