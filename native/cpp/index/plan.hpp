#pragma once
#include <array>
#include <cstddef>
#include "multi-index.hpp"

namespace paravent {

/** Values of a chunk that differ from a wanted one by at most so many bits: 1, 17, 137. The table for chunks is in that order. */
constexpr int WIDEST = 2;
constexpr std::size_t VALUES_WITHIN[WIDEST + 1] = {1, 17, 137};
extern const std::array<std::uint16_t, VALUES_WITHIN[WIDEST]> FLIPS;

/**
 * How far each table is searched: a row is an entry of table c if chunk c differs by at most radius[c] bits; −1 leaves the table out.
 *
 * Why no row within `limit` bits is missed: the radii with one added to each sum up to limit + 1, and the differing bits to limit at
 * most. So, around the circle of chunks, bits less (radius + 1) sum up to less than 0, and there is a chunk from which every run has
 * a sum below 0 (the one after the last place where the running sum is greatest). The first step says that the row is found in the
 * table of that chunk; the first two say how much the chunk after it may differ, which hints are held against. The same chunk
 * names the one table that reports the row. (Pigeonring: Qin and Xiao, VLDB 2018, with integer reduction and unequal thresholds.)
 */
struct Plan {
  std::array<int, CHUNKS> radius;
  /** Entries in all values that are searched. */
  std::size_t entries;

  /** Bits by which the chunk after `chunk` may differ where `chunk` itself differs by `bits`. */
  int limitOfNext(int chunk, int bits) const { return radius[chunk] + radius[(chunk + 1) % CHUNKS] + 1 - bits; }
  /** Whether the table of `chunk` is the one that reports this row. */
  bool isReporter(int chunk, const Row& row, const Row& wanted) const;
};

/** The plan with the fewest entries for distances up to `limit`, 0 … 31. */
Plan planOf(const MultiIndex& index, const Row& wanted, int limit);

}
