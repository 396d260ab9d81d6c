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

/** Appends the taps of one sample; an axis that is stretched to 512 reads a pixel more than once, and its weights are one. */
void append(Axis& axis, Axis::Sample& sample, int source, Weight weight) {
  if (sample.count > 0 && axis.sources.back() == source) {
    axis.weights.back() += static_cast<float>(weight.part);
    axis.wholeWeights.back() = static_cast<std::uint16_t>(axis.wholeWeights.back() + weight.whole);
    return;
  }
  axis.sources.push_back(source);
  axis.weights.push_back(static_cast<float>(weight.part));
  axis.wholeWeights.push_back(static_cast<std::uint16_t>(weight.whole));
  sample.count++;
}

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

}

Axis axisOf(int length, int side, bool mirrored) {
  Axis axis;
  const int window = windowOf(side);
  const std::size_t taps = static_cast<std::size_t>(GRID * (2 * window - 1));
  axis.sources.reserve(taps);
  axis.weights.reserve(taps);
  axis.wholeWeights.reserve(taps);
  std::vector<Weight> places;
  for (int o = 0; o < GRID; o++) {
    const Range second = windowAround(sampledAt(o, side), side);
    const Range lowest = windowAround(second.first, side), highest = windowAround(second.last - 1, side);
    const bool whole = second.size() == window && lowest.size() == window && highest.size() == window;
    const std::int64_t denominator = whole ? triangle(window, places) : cutWindows(second, lowest.first, side, places);
    Axis::Sample& sample = axis.samples[o];
    sample = {static_cast<int>(axis.sources.size()), 0, denominator <= LARGEST_DENOMINATOR ? static_cast<int>(denominator) : 0};
    for (std::size_t i = 0; i < places.size(); i++) {
      append(axis, sample, sourceOf(lowest.first + static_cast<int>(i), length, side, mirrored), places[i]);
    }
  }
  return axis;
}

}
