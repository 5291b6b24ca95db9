// What every place of a picture belongs to: test images, beneath them the truth and what the network tells, in the
// classes' colours.
#include <imgui.h>
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "share/texts.h"
#include "view/classes.h"
#include "view/figure_tips.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/pictures.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr std::array row_names{"image", "truth", "told"};
constexpr float between = 2;  // pictures of one example
constexpr float gap = 10;     // examples

class Regions : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void refresh(const Context&);

  Pictures images_, truth_, told_;
  std::array<PictureSet, row_names.size()> sets_;
  std::vector<float> overlap_;  // IoU of each example
  uint64_t seen_ = ~uint64_t{0}, version_ = 0;
  bool dark_ = false;
};

// Regions over a grey picture, each in its class's colour; the background stays as it is.
Pictures coloured(const Context& context, const Pictures& images,
                  std::span<const uint8_t> regions) {
  Pictures result{images.count, images.height, images.width, {}, 3};
  const size_t places = size_t{images.height} * images.width;
  for (size_t p = 0; p < images.count * places; ++p) {
    const float* pixel = &images.pixels[p * images.channels];
    const uint8_t region = regions[p];
    const ImVec4 colour =
        region == 0 ? ImVec4{}
                    : ImGui::ColorConvertU32ToFloat4(class_colour(context.theme, region - 1u));
    const float share = region == 0 ? 0 : 0.75f;
    const float channels[]{colour.x, colour.y, colour.z};
    for (uint32_t k = 0; k < 3; ++k)
      result.pixels.push_back((1 - share) * pixel[images.channels == 3 ? k : 0] +
                              share * channels[k]);
  }
  return result;
}

// Of the places that either gives to a shape, the share that both give to the same one.
float overlap(std::span<const uint8_t> truth, std::span<const uint8_t> told) {
  uint32_t both = 0, either = 0;
  for (size_t p = 0; p < truth.size(); ++p) {
    either += truth[p] != 0 || told[p] != 0;
    both += truth[p] != 0 && truth[p] == told[p];
  }
  return either == 0 ? 1 : static_cast<float>(both) / static_cast<float>(either);
}

void Regions::refresh(const Context& context) {
  if (seen_ == context.snapshot_number && dark_ == context.theme.dark) return;
  seen_ = context.snapshot_number;
  dark_ = context.theme.dark;
  ++version_;
  const Snapshot& snapshot = context.snapshot;
  const DataView& data = *snapshot.data;
  const size_t places = size_t{data.test.height} * data.test.width;
  images_ = data.test.part(0, static_cast<uint32_t>(snapshot.regions.size() / places));
  truth_ = coloured(context, images_, data.test_regions);
  told_ = coloured(context, images_, snapshot.regions);
  overlap_.clear();
  for (uint32_t i = 0; i < images_.count; ++i)
    overlap_.push_back(overlap(std::span(data.test_regions).subspan(i * places, places),
                               std::span(snapshot.regions).subspan(i * places, places)));
}

void Regions::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  refresh(context);
  constexpr auto rows = static_cast<uint32_t>(row_names.size());
  constexpr float names = 40;  // beside the first column
  const float scale = paint::device_scale();
  const ImVec2 room{size.x - names, size.y - (rows - 1) * between};
  const GridFit fit =
      fit_grid(room, images_.count, images_.height * rows, images_.width, 6, gap, scale);
  const std::array<const Pictures*, rows> shown{&images_, &truth_, &told_};
  for (uint32_t k = 0; k < rows; ++k) sets_[k].update(*shown[k], version_, fit.multiple);
  const ImVec2 cell = sets_[0].size();
  const float high = rows * cell.y + (rows - 1) * between;
  const uint32_t columns = std::max(1u, fit.columns);
  const auto lines =
      static_cast<uint32_t>(std::max(1.0f, std::floor((size.y + gap) / (high + gap))));
  // What is left over goes between the columns, up to as much again as a picture.
  const float spare = room.x - static_cast<float>(columns) * cell.x;
  const float pitch =
      cell.x + (columns > 1 ? std::min(spare / static_cast<float>(columns - 1), cell.x) : 0);
  const DataView& data = *context.snapshot.data;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (uint32_t i = 0; i < std::min(columns * lines, images_.count); ++i) {
    const ImVec2 place = paint::snap({at.x + names + static_cast<float>(i % columns) * pitch,
                                      at.y + static_cast<float>(i / columns) * (high + gap)});
    for (uint32_t k = 0; k < rows; ++k) {
      const float y = place.y + static_cast<float>(k) * (cell.y + between);
      sets_[k].draw(list, i, {place.x, y});
      if (i % columns == 0)
        paint::caption(context, {at.x, y + (cell.y - paint::caption_line) / 2}, row_names[k]);
    }
    ImGui::SetCursorScreenPos(place);
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("example", {cell.x, high});
    ImGui::PopID();
    if (ImGui::IsItemHovered())
      tooltip(context, tr("Test image {}: {}, IoU {:.2f}\n{}", i, class_words(data, Of::test, i),
                          overlap_[i], figure_tip("iou")));
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

}  // namespace

namespace panel {

extern const PanelRow regions{
    .name = "regions",
    .title = "Regions",
    .tab = "Regions",
    .about = "What each place of test images belongs to, and what the network tells.",
    .place = Place::centre,
    .make = make<Regions>,
    .needs = [](const Context& context) {
      return !context.snapshot.regions.empty() && !context.snapshot.data->test_regions.empty();
    }};

}  // namespace panel
}  // namespace hourglass::view
