#include "axis.hpp"
#include <algorithm>
#include <numeric>
#include "kernels.hpp"

namespace paravent {
namespace {

/** Places first … last - 1 of an axis. */
struct Range {
  int first;
  int last;
  int size() const { return last - first; }
};

Range windowAround(int k, int side) {
  const int window = windowOf(side);
  const int ahead = aheadOf(window);
  return {std::max(0, k - (window - ahead)), std::min(side, k + ahead)};
}

/** One place under the two means: it is in the windows of some outputs of the first mean, each of which divides by its own size. */
struct Weight {
  double part = 0;
  std::int64_t whole = 0;
};

/** The places under a sample whose windows are all whole: two means of w over one another are a triangle of 2 w - 1 over w². */
std::int64_t triangle(int window, std::vector<Weight>& places) {
  const std::int64_t over = static_cast<std::int64_t>(window) * window;
  places.resize(static_cast<std::size_t>(2 * window - 1));
  for (int i = 0; i < 2 * window - 1; i++) {
    const int whole = std::min(i + 1, 2 * window - 1 - i);
    places[static_cast<std::size_t>(i)] = {static_cast<double>(whole) / static_cast<double>(over), whole};
  }
  return over;
}

/** The places under a sample near an edge, where windows are cut and each mean divides by what is left. */
std::int64_t cutWindows(Range second, int from, int side, std::vector<Weight>& places) {
  std::int64_t common = 1;
  for (int k = second.first; k < second.last && common <= LARGEST_DENOMINATOR; k++) {
    common = std::lcm(common, static_cast<std::int64_t>(windowAround(k, side).size()));
  }
  places.assign(static_cast<std::size_t>(windowAround(second.last - 1, side).last - from), {});
  for (int k = second.first; k < second.last; k++) {
    const Range first = windowAround(k, side);
    for (int i = first.first; i < first.last; i++) {
      Weight& weight = places[static_cast<std::size_t>(i - from)];
      weight.part += 1.0 / (static_cast<double>(second.size()) * first.size());
      weight.whole += common / first.size();
    }
  }
  return common * second.size();
}

Taps makeTaps(int side) {
  Taps taps;
  const int window = taps.window = windowOf(side);
  std::vector<Weight> weights;
  for (int o = 0; o < GRID; o++) {
    const Range second = windowAround(sampledAt(o, side), side);
    const Range lowest = windowAround(second.first, side), highest = windowAround(second.last - 1, side);
    const bool whole = second.size() == window && lowest.size() == window && highest.size() == window;
    const std::int64_t denominator = whole ? triangle(window, weights) : cutWindows(second, lowest.first, side, weights);
    const int fits = denominator <= LARGEST_DENOMINATOR ? static_cast<int>(denominator) : 0;
    taps.samples[o] = {static_cast<int>(taps.places.size()), static_cast<int>(weights.size()), fits, whole};
    for (std::size_t i = 0; i < weights.size(); i++) {
      taps.places.push_back(lowest.first + static_cast<int>(i));
      taps.weights.push_back(static_cast<float>(weights[i].part));
      taps.wholeWeights.push_back(static_cast<std::uint16_t>(weights[i].whole));
    }
  }
  return taps;
}

}

std::shared_ptr<const Taps> tapsOf(int side) {
  static const auto ofDecimated = std::make_shared<const Taps>(makeTaps(DECIMATION));
  return side == DECIMATION ? ofDecimated : std::make_shared<const Taps>(makeTaps(side));
}

Axis::Axis(int length, int side, bool mirrored) : taps(tapsOf(side)), sources(taps->places.size()), areNeighbours(side == length) {
  for (std::size_t i = 0; i < sources.size(); i++) sources[i] = sourceOf(taps->places[i], length, side, mirrored);
}

}
