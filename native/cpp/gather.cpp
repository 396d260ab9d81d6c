#include "gather.hpp"
#include <algorithm>
#include <cstring>
#include "axis.hpp"

namespace paravent {

std::vector<std::ptrdiff_t> offsetsOf(int length, int side, bool mirrored, std::ptrdiff_t step) {
  std::vector<std::ptrdiff_t> offsets(side);
  for (int i = 0; i < side; i++) offsets[i] = sourceOf(i, length, side, mirrored) * step;
  return offsets;
}

void gatherPixels(const Picture& picture, std::ptrdiff_t row, const std::vector<std::ptrdiff_t>& columns, std::uint32_t* to) {
  const std::uint8_t* from = picture.bytes + row;
  if (picture.channels < 3) {
    for (std::size_t x = 0; x < columns.size(); x++) to[x] = from[columns[x]] * 0x010101u;
    return;
  }
  // Four bytes are read at once, but not past the end of the picture.
  const std::ptrdiff_t size = picture.stride * (picture.height - 1) + static_cast<std::ptrdiff_t>(picture.width) * picture.channels;
  const bool mayReadFour = row + std::max(columns.front(), columns.back()) + 4 <= size;
  if (mayReadFour) {
    for (std::size_t x = 0; x < columns.size(); x++) std::memcpy(to + x, from + columns[x], 4);
  } else {
    for (std::size_t x = 0; x < columns.size(); x++) std::memcpy(to + x, from + columns[x], 3);
  }
}

}
