#pragma once
#include <cstddef>
#include <utility>

namespace paravent {

/** Zeroed memory straight from the system, in large pages where it has them, which goes back to it at once. @throws std::bad_alloc */
void* takePages(std::size_t bytes);
void givePagesBack(void* pages, std::size_t bytes);

/** A large array of plain values, all zero at first. It can be moved, not copied. */
template <typename T>
class Pages {
 public:
  Pages() = default;
  explicit Pages(std::size_t count) : values(count == 0 ? nullptr : static_cast<T*>(takePages(count * sizeof(T)))), count(count) {}
  Pages(Pages&& other) noexcept { swap(other); }
  Pages& operator=(Pages&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Pages() {
    if (values != nullptr) givePagesBack(values, bytes());
  }

  T* data() { return values; }
  const T* data() const { return values; }
  T& operator[](std::size_t at) { return values[at]; }
  const T& operator[](std::size_t at) const { return values[at]; }
  std::size_t size() const { return count; }
  std::size_t bytes() const { return count * sizeof(T); }

 private:
  T* values = nullptr;
  std::size_t count = 0;

  void swap(Pages& other) {
    std::swap(values, other.values);
    std::swap(count, other.count);
  }
};

}
