// An array that nobody changes and everybody may hold: copies of it and parts of it are the same memory,
// and so may a device's buffer be (Backend::adopt).
#pragma once
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

namespace hourglass {

template <class T>
class Shared {
 public:
  using value_type = T;

  Shared() = default;
  // Takes the vector over; not explicit, so that a reader may simply return what it has filled.
  Shared(std::vector<T> values) {
    const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    size_ = owner->size();
    first_ = std::shared_ptr<const T>(owner, owner->data());
  }

  Shared(std::initializer_list<T> values) : Shared(std::vector<T>(values)) {}

  const T* data() const { return first_.get(); }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }
  const T& operator[](size_t i) const { return data()[i]; }
  const T& front() const { return data()[0]; }
  const T& back() const { return data()[size_ - 1]; }

  // Elements first … first + count − 1, in the same memory. Pre: they are there.
  Shared part(size_t first, size_t count) const {
    Shared result;
    result.first_ = std::shared_ptr<const T>(first_, data() + first);
    result.size_ = count;
    return result;
  }
  // The elements, kept alive by whoever holds this.
  std::shared_ptr<const std::byte> bytes() const {
    return {first_, reinterpret_cast<const std::byte*>(data())};
  }

  friend bool operator==(const Shared& a, const Shared& b) { return std::ranges::equal(a, b); }

 private:
  std::shared_ptr<const T> first_;
  size_t size_ = 0;
};

}  // namespace hourglass
