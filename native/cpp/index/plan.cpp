#include "plan.hpp"
#include <algorithm>
#include <bit>
#include <limits>

namespace paravent {
namespace {

std::array<std::uint16_t, VALUES_WITHIN[WIDEST]> flips() {
  std::array<std::uint16_t, VALUES_WITHIN[WIDEST]> all{};
  std::size_t count = 1;
  for (int a = 0; a < CHUNK_BITS; a++) all[count++] = static_cast<std::uint16_t>(1 << a);
  for (int a = 0; a < CHUNK_BITS; a++) {
    for (int b = 0; b < a; b++) all[count++] = static_cast<std::uint16_t>(1 << a | 1 << b);
  }
  return all;
}

/** Entries within each radius, from −1. */
using Costs = std::array<std::array<std::size_t, WIDEST + 2>, CHUNKS>;

void count(const MultiIndex& index, const Row& wanted, int radius, Costs& costs) {
  for (int chunk = 0; chunk < CHUNKS; chunk++) {
    const std::uint32_t* starts = index.startsOf(chunk);
    std::size_t sum = costs[chunk][radius];
    for (std::size_t flip = radius == 0 ? 0 : VALUES_WITHIN[radius - 1]; flip < VALUES_WITHIN[radius]; flip++) {
      const std::uint32_t value = wanted.chunks[chunk] ^ FLIPS[flip];
      sum += starts[value + 1] - starts[value];
    }
    costs[chunk][radius + 1] = sum;
  }
}

/** The radii up to `widest` with the fewest entries of which each, with one added, sum up to `sum`. */
Plan cheapest(const Costs& costs, int widest, int sum) {
  constexpr std::size_t NEVER = std::numeric_limits<std::size_t>::max() / 2;
  constexpr int MOST = CHUNKS * (WIDEST + 1) + 1;
  std::size_t least[CHUNKS + 1][MOST];
  std::int8_t chosen[CHUNKS][MOST];
  std::fill_n(least[0], sum + 1, NEVER);
  least[0][0] = 0;
  for (int chunk = 0; chunk < CHUNKS; chunk++) {
    for (int reached = 0; reached <= sum; reached++) {
      least[chunk + 1][reached] = NEVER;
      for (int step = 0; step <= std::min(widest + 1, reached); step++) {
        const std::size_t cost = least[chunk][reached - step] + costs[chunk][step];
        if (cost >= least[chunk + 1][reached]) continue;
        least[chunk + 1][reached] = cost;
        chosen[chunk][reached] = static_cast<std::int8_t>(step);
      }
    }
  }
  Plan plan{{}, least[CHUNKS][sum]};
  for (int chunk = CHUNKS - 1, reached = sum; chunk >= 0; chunk--) {
    const int step = chosen[chunk][reached];
    plan.radius[chunk] = step - 1;
    reached -= step;
  }
  return plan;
}

}

const std::array<std::uint16_t, VALUES_WITHIN[WIDEST]> FLIPS = flips();

bool Plan::isReporter(int chunk, const Row& row, const Row& wanted) const {
  const auto step = [&](int at) { return std::popcount(static_cast<std::uint16_t>(row.chunks[at] ^ wanted.chunks[at])) - (radius[at] + 1); };
  // The running sum is greatest before `chunk`: it was nowhere greater earlier, and is smaller everywhere after. Most rows that
  // several tables find show with the first step that this is not the one.
  int sum = 0;
  for (int at = chunk - 1; at >= 0; at--) {
    sum += step(at);
    if (sum < 0) return false;
  }
  sum = 0;
  for (int at = chunk; at < CHUNKS; at++) {
    sum += step(at);
    if (sum >= 0) return false;
  }
  return true;
}

Plan planOf(const MultiIndex& index, const Row& wanted, int limit) {
  Costs costs{};
  count(index, wanted, 0, costs);
  count(index, wanted, 1, costs);
  const Plan narrow = cheapest(costs, 1, limit + 1);
  // Where hashes are spread evenly this is the best there is. Where one value of a chunk is crowded, its table may be left out for
  // wider radii elsewhere; four times the even share is when counting those pays.
  const std::size_t evenShare = index.size() / CHUNK_VALUES * CHUNKS * VALUES_WITHIN[1];
  if (narrow.entries <= 4 * evenShare + CHUNK_VALUES / 16) return narrow;
  count(index, wanted, WIDEST, costs);
  return cheapest(costs, WIDEST, limit + 1);
}

}
