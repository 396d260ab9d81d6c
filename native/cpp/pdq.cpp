#include "pdq.hpp"
#include <algorithm>
#include <cmath>
#include <vector>
#include "axis.hpp"
#include "exact.hpp"

namespace paravent {
namespace {

bool isTooSmall(const Picture& picture) { return picture.width < SMALLEST_SIDE || picture.height < SMALLEST_SIDE; }
bool isDecimated(const Picture& picture) { return picture.width > DECIMATION || picture.height > DECIMATION; }

/** What two coefficients, or two samples, must differ by at least to be told apart without the reference's rounding errors. */
float doubtfulGap(int longestSide) { return 0.004f * std::sqrt(longestSide / 512.0f); }
float doubtfulStep(int longestSide) { return 0.003f * std::sqrt(longestSide / 512.0f); }

/** The columns of one axis as the kernels take them. */
struct PlacedColumns {
  std::vector<std::ptrdiff_t> offsets;
  Columns columns;

  PlacedColumns(const Axis& axis, int channels) : offsets(axis.sources.size()), columns{} {
    const Taps& taps = *axis.taps;
    for (std::size_t i = 0; i < offsets.size(); i++) offsets[i] = static_cast<std::ptrdiff_t>(axis.sources[i]) * channels;
    columns.offsets = offsets.data();
    columns.weights = taps.weights.data();
    columns.wholeWeights = taps.wholeWeights.data();
    columns.window = channels == 1 && axis.areNeighbours && taps.window <= LARGEST_WINDOW_OF_WORDS ? taps.window : 0;
    for (int o = 0; o < GRID; o++) {
      const auto& [first, count, denominator, isWhole] = taps.samples[o];
      columns.first[o] = first;
      columns.denominators[o] = denominator;
      // A window is cut at the ends of an axis alone: what is whole is one run.
      if (isWhole && columns.window > 0) {
        extend(columns.firstWhole, columns.lastWhole, o);
        columns.lowest[o] = static_cast<std::uint16_t>(std::min(offsets[first], offsets[first + count - 1]));
      }
      if (axis.isSeven(o)) extend(columns.firstSeven, columns.lastSeven, o);
    }
    columns.first[GRID] = static_cast<int>(taps.places.size());
  }
  PlacedColumns(const PlacedColumns&) = delete;

 private:
  static void extend(int& first, int& last, int o) {
    if (last == 0) first = o;
    last = o + 1;
  }
};

/** Sums rows of a picture under the weights of a sample, and takes samples of the sum. */
class RowSummer {
 public:
  RowSummer(const Picture& picture, const Kernels& use)
      : picture(picture), use(use), length(static_cast<std::size_t>(picture.width) * picture.channels), words(length + PAST_ROW), floats(length + PAST_ROW) {}

  void sum(const Axis& rows, int o) {
    const Taps::Sample& sample = rows.taps->samples[o];
    denominator = sample.denominator;
    pointers.clear();
    for (int t = sample.first; t < sample.first + sample.count; t++) pointers.push_back(picture.row(rows.sources[t]));
    if (denominator > 0) use.sumRows(pointers.data(), rows.taps->wholeWeights.data() + sample.first, sample.count, rows.isSeven(o), words.data(), length);
    else use.sumRowsInParts(pointers.data(), rows.taps->weights.data() + sample.first, sample.count, floats.data(), length);
  }

  void sampleBothWays(const Columns& plain, const Columns& mirrored, float* to, float* toMirrored) const {
    if (denominator > 0) return use.sampleRowBothWays(words.data(), picture.channels, denominator, plain, mirrored, to, toMirrored);
    use.sampleRowOfParts(floats.data(), picture.channels, plain, to);
    use.sampleRowOfParts(floats.data(), picture.channels, mirrored, toMirrored);
  }

  void sampleInto(const Columns& columns, float* to) const {
    if (denominator > 0) use.sampleRow(words.data(), picture.channels, denominator, columns, to);
    else use.sampleRowOfParts(floats.data(), picture.channels, columns, to);
  }

 private:
  const Picture& picture;
  const Kernels& use;
  std::size_t length;
  std::vector<const std::uint8_t*> pointers;
  std::vector<std::uint16_t> words;
  std::vector<float> floats;
  int denominator = 0;
};

Axis columnsOf(const Picture& picture, bool decimated, bool mirrored) {
  return Axis(picture.width, decimated ? DECIMATION : picture.width, mirrored);
}

Axis rowsOf(const Picture& picture, bool decimated, bool mirrored) {
  return Axis(picture.height, decimated ? DECIMATION : picture.height, mirrored);
}

int filteredSide(const Picture& picture, bool decimated) { return decimated ? DECIMATION : std::max(picture.width, picture.height); }

/** The sum of steps is cut to whole nineties, and at a hundred of them. */
int qualityOfSteps(int sum) { return std::min(100, sum / 90); }

Pdq pdqOf(const Picture& picture, bool decimated, const Kernels& use) {
  if (isTooSmall(picture)) return {};
  alignas(64) float grid[GRID * GRID];
  fastGrid(picture, false, false, decimated, use, grid);
  const int side = filteredSide(picture, decimated);
  const Bounds steps = use.stepsOfGrid(grid, doubtfulStep(side));
  const GapHash found = use.hashOfGrid(grid);
  if (found.gap > doubtfulGap(side) && qualityOfSteps(steps.low) == qualityOfSteps(steps.high)) {
    return {{found.hash, qualityOfSteps(steps.low)}, false};
  }
  return {exactFingerprint(picture, {false, false, false}, decimated, use), true};
}

/** The eight turns in the order of SYMMETRIES in contract/words.ts. */
constexpr Turn TURNS[8] = {
    {false, false, false}, {true, false, true}, {false, true, true}, {true, true, false},
    {false, true, false},  {false, false, true}, {true, false, false}, {true, true, true},
};

}

void fastGrid(const Picture& picture, bool mirrorsX, bool mirrorsY, bool decimated, const Kernels& use, float* grid) {
  const Axis across = columnsOf(picture, decimated, mirrorsX);
  const Axis down = rowsOf(picture, decimated, mirrorsY);
  const PlacedColumns placed(across, picture.channels);
  RowSummer summer(picture, use);
  for (int o = 0; o < GRID; o++) {
    summer.sum(down, o);
    summer.sampleInto(placed.columns, grid + o * GRID);
  }
}

Pdq pdqOfStill(const Picture& picture, const Kernels& use) { return pdqOf(picture, isDecimated(picture), use); }

Pdq pdqOfFrame(const Picture& picture, const Kernels& use) { return pdqOf(picture, false, use); }

Fingerprint fingerprintOfGrid(const float* grid, const Kernels& use) {
  const Bounds steps = use.stepsOfGrid(grid, doubtfulStep(DECIMATION));
  const bool sure = qualityOfSteps(steps.low) == qualityOfSteps(steps.high);
  const GapHash found = use.hashOfGrid(grid);
  return {found.gap > doubtfulGap(DECIMATION) ? found.hash : use.exactHashOfGrid(grid).hash, sure ? qualityOfSteps(steps.low) : exactQuality(grid)};
}

Symmetries symmetriesOfStill(const Picture& picture, const Kernels& use) {
  Symmetries made = {};
  if (isTooSmall(picture)) return made;
  const bool decimated = isDecimated(picture);
  // Four grids: what is mirrored reads other pixels, under windows that lean the other way. Swapped axes only turn a grid over.
  alignas(64) float grids[2][2][GRID * GRID];
  const Axis across[2] = {columnsOf(picture, decimated, false), columnsOf(picture, decimated, true)};
  const Axis down[2] = {rowsOf(picture, decimated, false), rowsOf(picture, decimated, true)};
  const PlacedColumns plain(across[0], picture.channels), mirrored(across[1], picture.channels);
  RowSummer summer(picture, use);
  const auto sampleRow = [&](int mirrorsY, int o) {
    summer.sum(down[mirrorsY], o);
    summer.sampleBothWays(plain.columns, mirrored.columns, grids[0][mirrorsY] + o * GRID, grids[1][mirrorsY] + o * GRID);
  };
  // Both ways down at once: what lies upside down at the other end is read from nearly the same rows, while they are in the cache.
  for (int o = 0; o < GRID; o++) {
    sampleRow(0, o);
    sampleRow(1, GRID - 1 - o);
  }
  const int side = filteredSide(picture, decimated);
  const Bounds steps = use.stepsOfGrid(grids[0][0], doubtfulStep(side));
  const bool sure = qualityOfSteps(steps.low) == qualityOfSteps(steps.high);
  made.quality = sure ? qualityOfSteps(steps.low) : exactFingerprint(picture, TURNS[0], decimated, use).quality;
  GapHash found[2][2];
  for (int mirrorsX = 0; mirrorsX < 2; mirrorsX++) {
    for (int mirrorsY = 0; mirrorsY < 2; mirrorsY++) found[mirrorsX][mirrorsY] = use.hashOfGrid(grids[mirrorsX][mirrorsY]);
  }
  for (int s = 0; s < 8; s++) {
    const Turn& turn = TURNS[s];
    const GapHash& fast = found[turn.mirrorsX][turn.mirrorsY];
    if (fast.gap > doubtfulGap(side)) {
      made.hashes[s] = turn.swapsAxes ? fast.turned : fast.hash;
      continue;
    }
    made.hashes[s] = exactFingerprint(picture, turn, decimated, use).hash;
    made.exact++;
  }
  return made;
}

}
