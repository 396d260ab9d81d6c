#include "exact.hpp"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>
#include "axis.hpp"
#include "gather.hpp"

namespace paravent {
namespace {

/** Whole steps of the kernels and a bit: rows a power of two apart would fall on the same few lines of the cache. */
std::size_t strideOf(int columns) { return (columns + STRIDE_STEP - 1) / STRIDE_STEP * STRIDE_STEP + 16; }

/** Matrices are transposed in tiles of 16 rows. */
std::size_t wholeTiles(int rows) { return (rows + 15) / 16 * 16; }

/** A matrix of floats whose rows are padded to whole steps of the kernels; what the padding holds does not matter. */
struct Matrix {
  float* values;
  int rows;
  int columns;

  std::size_t stride() const { return strideOf(columns); }
  float* row(int y) const { return values + y * stride(); }
};

/** Two matrices to work in, kept for the next picture unless they are large: fresh pages cost more than the sums. */
class Workspace {
 public:
  Workspace(int width, int height) {
    // The grid of samples is worked out here too, and may be larger than a small picture.
    const int across = std::max(width, GRID), down = std::max(height, GRID);
    const std::size_t size = std::max(strideOf(across) * wholeTiles(down), strideOf(down) * wholeTiles(across));
    for (auto& matrix : kept) {
      if (matrix.size() < size) matrix.resize(size);
    }
  }
  ~Workspace() {
    for (auto& matrix : kept) {
      if (matrix.size() > LARGEST_KEPT) std::vector<float>().swap(matrix);
    }
  }
  Workspace(const Workspace&) = delete;
  Matrix one(int rows, int columns) const { return {kept[0].data(), rows, columns}; }
  Matrix other(int rows, int columns) const { return {kept[1].data(), rows, columns}; }

 private:
  static constexpr std::size_t LARGEST_KEPT = DECIMATION * (DECIMATION + 2 * STRIDE_STEP);
  static thread_local std::vector<float> kept[2];
};
thread_local std::vector<float> Workspace::kept[2];

/** The brightness of the turned picture, 0.299 R + 0.587 G + 0.114 B, summed from the left. */
void lumaOf(const Picture& picture, const Turn& turn, const Matrix& luma, const Kernels& use) {
  const std::ptrdiff_t rowStep = picture.stride;
  const auto alongX = offsetsOf(picture.width, turn.swapsAxes ? luma.rows : luma.columns, turn.mirrorsX, picture.channels);
  const auto alongY = offsetsOf(picture.height, turn.swapsAxes ? luma.columns : luma.rows, turn.mirrorsY, rowStep);
  const auto& columns = turn.swapsAxes ? alongY : alongX;
  const auto& rows = turn.swapsAxes ? alongX : alongY;
  std::vector<std::uint32_t> pixels(luma.columns);
  for (int y = 0; y < luma.rows; y++) {
    gatherPixels(picture, rows[y], columns, pixels.data());
    use.lumaOfPixels(pixels.data(), luma.row(y), luma.columns);
  }
}

/**
 * Both passes, each along rows, then along columns, and the samples of the outcome. By turns, since sums down the columns are
 * what vectors are good at; and of the last of the four means only the columns that are sampled.
 */
void smoothedGrid(const Workspace& space, int rows, int columns, const Kernels& use, float* grid) {
  const auto mean = [&](const Matrix& from, const Matrix& to) { use.meanDown(from.values, to.values, from.rows, from.columns, from.stride()); };
  const auto transpose = [&](const Matrix& from, const Matrix& to) {
    use.transpose(from.values, from.stride(), from.rows, from.columns, to.values, to.stride());
  };
  const Matrix upright = space.one(rows, columns), uprightMean = space.other(rows, columns);
  const Matrix turned = space.other(columns, rows), turnedMean = space.one(columns, rows);
  transpose(upright, turned);
  mean(turned, turnedMean);
  transpose(turnedMean, uprightMean);
  mean(uprightMean, upright);
  transpose(upright, turned);
  mean(turned, turnedMean);
  const Matrix sampled = space.other(GRID, rows);
  for (int x = 0; x < GRID; x++) std::copy_n(turnedMean.row(sampledAt(x, columns)), rows, sampled.row(x));
  const Matrix narrow = space.one(rows, GRID), narrowMean = space.other(rows, GRID);
  transpose(sampled, narrow);
  mean(narrow, narrowMean);
  for (int y = 0; y < GRID; y++) std::copy_n(narrowMean.row(sampledAt(y, rows)), GRID, grid + y * GRID);
}

}

int exactQuality(const float* grid) {
  int sum = 0;
  for (int y = 0; y < GRID; y++) {
    for (int x = 0; x < GRID; x++) {
      const float here = grid[y * GRID + x];
      if (y + 1 < GRID) sum += std::abs(static_cast<int>((here - grid[(y + 1) * GRID + x]) * 100 / 255));
      if (x + 1 < GRID) sum += std::abs(static_cast<int>((here - grid[y * GRID + x + 1]) * 100 / 255));
    }
  }
  return std::min(100, sum / 90);
}

void exactGrid(const Picture& picture, const Turn& turn, bool decimated, const Kernels& use, float* grid) {
  const int width = decimated ? DECIMATION : turn.swapsAxes ? picture.height : picture.width;
  const int height = decimated ? DECIMATION : turn.swapsAxes ? picture.width : picture.height;
  const Workspace space(width, height);
  const Matrix luma = space.one(height, width);
  lumaOf(picture, turn, luma, use);
  // What has the size of the grid is the grid, unsmoothed.
  if (width != GRID || height != GRID) return smoothedGrid(space, height, width, use, grid);
  for (int y = 0; y < GRID; y++) std::copy_n(luma.row(y), GRID, grid + y * GRID);
}

Fingerprint exactFingerprint(const Picture& picture, const Turn& turn, bool decimated, const Kernels& use) {
  alignas(64) float grid[GRID * GRID];
  exactGrid(picture, turn, decimated, use, grid);
  return {use.exactHashOfGrid(grid).hash, exactQuality(grid)};
}

}
