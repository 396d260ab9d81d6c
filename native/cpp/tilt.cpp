#include "tilt.hpp"
#include <algorithm>
#include <cstdlib>
#include "shrink.hpp"

namespace paravent {
namespace {

/** In 65536ths. */
constexpr std::int64_t ONE = 65536;
/** Cosine and sine of 0 … 5 degrees. */
constexpr std::int64_t COSINE[LARGEST_TILT + 1] = {65536, 65526, 65496, 65446, 65376, 65287};
constexpr std::int64_t SINE[LARGEST_TILT + 1] = {0, 1144, 2287, 3430, 4572, 5712};
/** Past this, half a step of the grid leads out of the picture; sums of such steps fit 32 bits. */
constexpr std::int64_t LONGEST_STEP = 256 * ONE;

std::int64_t bounded(std::int64_t step) { return std::clamp(step, -LONGEST_STEP, LONGEST_STEP); }

/** The share of a side that was there before a turn made the canvas grow; of a narrow picture no less than half of it is believed. */
std::int64_t shareBeforeGrowth(std::int64_t side, std::int64_t other, std::int64_t cosine, std::int64_t sine) {
  const std::int64_t squares = (cosine * cosine - sine * sine) / ONE;
  return std::max(ONE / 2, (cosine * side - sine * other) * ONE / (side * squares));
}

}

Tilter::Tilter(const Canvas& canvas)
    : cells(sixteenthsOfMeans(canvas.whole(), CELLS, CELLS)), width(canvas.pictureWidth), height(canvas.pictureHeight) {}

void Tilter::grid(int degrees, bool grown, float* to) const {
  const std::int64_t cosine = COSINE[std::abs(degrees)], sine = SINE[std::abs(degrees)];
  const std::int64_t acrossKept = grown ? shareBeforeGrowth(width, height, cosine, sine) : ONE;
  const std::int64_t downKept = grown ? shareBeforeGrowth(height, width, cosine, sine) : ONE;
  const int sign = degrees < 0 ? -1 : 1;
  // Half a step of the grid, in 65536ths of a cell. The picture's own shape counts here, not that of the square it was decimated to.
  const int xByX = static_cast<int>(cosine * acrossKept / ONE), yByY = static_cast<int>(cosine * downKept / ONE);
  const int xByY = static_cast<int>(bounded(sine * downKept / ONE * height / width)) * sign;
  const int yByX = static_cast<int>(bounded(sine * acrossKept / ONE * width / height)) * -sign;
  constexpr int MIDDLE = (CELLS - 1) * 32768, END = (CELLS - 1) * 65536 - 1;
  for (int row = 0; row < GRID; row++) {
    const int down = 2 * row - GRID + 1;
    for (int column = 0; column < GRID; column++) {
      const int right = 2 * column - GRID + 1;
      const int x = std::clamp(xByX * right + xByY * down + MIDDLE, 0, END);
      const int y = std::clamp(yByX * right + yByY * down + MIDDLE, 0, END);
      const std::uint16_t* cell = cells.data() + (y >> 16) * CELLS + (x >> 16);
      const int toRight = x >> 12 & 15, toBelow = y >> 12 & 15;
      const int upper = cell[0] * (16 - toRight) + cell[1] * toRight;
      const int lower = cell[CELLS] * (16 - toRight) + cell[CELLS + 1] * toRight;
      to[row * GRID + column] = static_cast<float>(upper * (16 - toBelow) + lower * toBelow) / 4096;
    }
  }
}

}
