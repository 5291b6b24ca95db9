// The judgement over what there is, and the backend that only counts.
#include "compute/memory.h"

#include <algorithm>
#include <array>

#include "compute/cpu/kernels.h"
#include "compute/error.h"
#include "share/texts.h"

namespace hourglass {
namespace {

// Stays free for what is not counted: the interface, snapshots, answers, what a heap loses in gaps.
constexpr uint64_t spare = uint64_t{24} << 20;  // bytes

// Twice the multiply-adds of a dispatch's products; 0 for what has none.
double work_of(const Dispatch& dispatch) {
  const auto& t = dispatch.tensors;
  const double n = t[0].shape.n, weights = t[1].shape.count();
  const auto places = [](const Tensor& tensor) { return 1.0 * tensor.shape.h * tensor.shape.w; };
  switch (dispatch.kernel) {
    // Forwards x·W, backwards xᵀ·dy and dy·Wᵀ.
    case Kernel::dense_forward:
    case Kernel::dense_tied: return 2 * n * weights;
    case Kernel::dense_backward:
    case Kernel::dense_tied_backward: return 4 * n * weights;
    case Kernel::convolution: return 2 * n * places(t[2]) * weights;
    case Kernel::convolution_backward: return 4 * n * places(t[2]) * weights;
    case Kernel::transposed_convolution: return 2 * n * places(t[0]) * weights;
    case Kernel::transposed_convolution_backward: return 4 * n * places(t[0]) * weights;
    default: return 0;
  }
}

uint64_t megabytes(uint64_t bytes) { return (bytes + 999'999) / 1'000'000; }

}  // namespace

void require_memory(std::string_view what, std::span<const uint64_t> pieces,
                    std::string_view remedy) {
  uint64_t needed = 0;
  for (const uint64_t piece : pieces) needed += piece;
  const MemoryRoom room = memory_room();
  const uint64_t free = room.free > spare ? room.free - spare : 0;
  if (needed <= free && can_allocate(pieces)) return;
  if (needed <= free)
    fail("{}: needs {} MB more, and the browser gives no more than it has given of {} MB; {}", what,
         megabytes(needed), room.all / 1'000'000, tr(remedy));
  fail("{}: needs {} MB more, and {} of {} MB are free; {}", what, megabytes(needed),
       free / 1'000'000, room.all / 1'000'000, tr(remedy));
}

void require_memory(std::string_view what, uint64_t bytes, std::string_view remedy) {
  require_memory(what, std::array{bytes}, remedy);
}

std::vector<uint64_t> CountingBackend::pieces() const {
  std::vector<uint64_t> pieces;
  for (size_t at = 0; at < words_.size(); ++at)
    if (words_[at] > 0 && std::ranges::find(adopted_, static_cast<Buffer>(at)) == adopted_.end())
      pieces.push_back(uint64_t{words_[at]} * 4);
  if (workspace_ > 0) pieces.push_back(workspace_ * 4);
  return pieces;
}

Buffer CountingBackend::allocate(uint32_t words) {
  words_.push_back(words);
  return static_cast<Buffer>(words_.size() - 1);
}

Buffer CountingBackend::adopt(std::shared_ptr<const std::byte>, uint64_t size) {
  const Buffer buffer = allocate(static_cast<uint32_t>((size + 3) / 4));
  if (threads_ > 0) adopted_.push_back(buffer);
  return buffer;
}

ProgramId CountingBackend::prepare(const Program& program) {
  check(program, words_);
  double work = 0;
  for (const Dispatch& dispatch : program) {
    if (threads_ > 0)
      workspace_ = std::max<uint64_t>(workspace_, cpu::workspace_floats(dispatch, threads_));
    work += work_of(dispatch);
  }
  longest_run_ = std::max(longest_run_, work);
  return {};
}

}  // namespace hourglass
