#include "shrink.hpp"
#include <algorithm>

namespace paravent {
namespace {

std::vector<int> startsOf(int side, int cells) {
  std::vector<int> starts(cells);
  for (int i = 0; i < cells; i++) starts[i] = static_cast<int>(static_cast<std::int64_t>(i) * side / cells);
  return starts;
}

int endOf(int i, int start, int side, int cells) { return std::max(start + 1, static_cast<int>(static_cast<std::int64_t>(i + 1) * side / cells)); }

std::uint16_t sixteenths(std::uint64_t sum, std::uint64_t count) {
  // A division of half the bits takes a fraction of the time.
  if (count < 65536) return static_cast<std::uint16_t>(static_cast<std::uint32_t>(sum * 16) / static_cast<std::uint32_t>(count));
  return static_cast<std::uint16_t>(sum * 16 / count);
}

template <typename T>
void addRows(const Picture& grey, int top, int bottom, std::vector<T>& sums) {
  std::fill(sums.begin(), sums.end(), 0);
  for (int row = top; row < bottom; row++) {
    const std::uint8_t* line = grey.row(row);
    for (std::size_t x = 0; x < sums.size(); x++) sums[x] = static_cast<T>(sums[x] + line[x]);
  }
}

template <typename T>
std::uint64_t sumOf(const std::vector<T>& sums, int left, int right) {
  std::uint64_t sum = 0;
  for (int column = left; column < right; column++) sum += sums[column];
  return sum;
}

}

std::vector<std::uint16_t> sixteenthsOfMeans(const Picture& grey, int columns, int rows) {
  const std::vector<int> lefts = startsOf(grey.width, columns), tops = startsOf(grey.height, rows);
  std::vector<std::uint16_t> means(static_cast<std::size_t>(columns) * rows);
  std::vector<std::uint16_t> few(grey.width);
  std::vector<std::uint32_t> many(grey.width);
  for (int y = 0; y < rows; y++) {
    const int bottom = endOf(y, tops[y], grey.height, rows);
    // Sums of 257 bytes fit sixteen bits, of which a vector holds twice as many.
    if (bottom - tops[y] <= 257) addRows(grey, tops[y], bottom, few);
    else addRows(grey, tops[y], bottom, many);
    for (int x = 0; x < columns; x++) {
      const int right = endOf(x, lefts[x], grey.width, columns);
      const std::uint64_t sum = bottom - tops[y] <= 257 ? sumOf(few, lefts[x], right) : sumOf(many, lefts[x], right);
      const std::uint64_t count = static_cast<std::uint64_t>(bottom - tops[y]) * (right - lefts[x]);
      means[static_cast<std::size_t>(y) * columns + x] = sixteenths(sum, count);
    }
  }
  return means;
}

}
