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

Tilter::Tilter(const Canvas& canvas, const Kernels& use) : use(use), width(canvas.pictureWidth), height(canvas.pictureHeight) {
  const std::vector<std::uint16_t> cells = sixteenthsOfMeans(canvas.whole(), TILT_CELLS, TILT_CELLS);
  // The last cell has no neighbour; it is never read as the left one of a pair.
  pairs.resize(cells.size());
  for (std::size_t i = 0; i + 1 < cells.size(); i++) pairs[i] = cells[i] | static_cast<std::uint32_t>(cells[i + 1]) << 16;
}

void Tilter::grid(int degrees, bool grown, float* to) const {
  const std::int64_t cosine = COSINE[std::abs(degrees)], sine = SINE[std::abs(degrees)];
  const std::int64_t acrossKept = grown ? shareBeforeGrowth(width, height, cosine, sine) : ONE;
  const std::int64_t downKept = grown ? shareBeforeGrowth(height, width, cosine, sine) : ONE;
  const int sign = degrees < 0 ? -1 : 1;
  // Half a step of the grid, in 65536ths of a cell. The picture's own shape counts here, not that of the square it was decimated to.
  const int xByX = static_cast<int>(cosine * acrossKept / ONE), yByY = static_cast<int>(cosine * downKept / ONE);
  const int xByY = static_cast<int>(bounded(sine * downKept / ONE * height / width)) * sign;
  const int yByX = static_cast<int>(bounded(sine * acrossKept / ONE * width / height)) * -sign;
  constexpr int MIDDLE = (TILT_CELLS - 1) * 32768;
  for (int row = 0; row < GRID; row++) {
    const int halves = 2 * row - GRID + 1;
    use.tiltRow(pairs.data(), {MIDDLE + xByY * halves, xByX}, {MIDDLE + yByY * halves, yByX}, to + row * GRID);
  }
}

}
