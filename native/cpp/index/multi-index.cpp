#include "multi-index.hpp"
#include <algorithm>
#include <bit>
#include <utility>
#include "in-parallel.hpp"

namespace paravent {
namespace {

/** Calls back with part and place of each living row in one of `slices` equal slices of all parts. */
template <typename Visit>
void visitSlice(const std::vector<Part>& parts, unsigned slice, unsigned slices, Visit visit) {
  for (const Part& part : parts) {
    const std::size_t end = part.count * (slice + 1) / slices;
    for (std::size_t at = part.count * slice / slices; at < end; at++) {
      if (!part.isDead(at)) visit(part, at);
    }
  }
}

/** Tables filled in one go over the rows. */
constexpr int TABLES_AT_ONCE = 4;

}

std::size_t livingOf(const std::vector<Part>& parts) {
  std::size_t living = 0;
  for (const Part& part : parts) {
    living += part.count;
    for (std::size_t word = 0; part.dead != nullptr && word < (part.count + 63) / 64; word++) living -= std::popcount(part.dead[word]);
  }
  return living;
}

MultiIndex::MultiIndex(const std::vector<Part>& parts) {
  const std::size_t total = livingOf(parts);
  rowBits = std::max(1, static_cast<int>(std::bit_width(total)));
  hintBits = std::min(CHUNK_BITS, 32 - rowBits);
  starts = Pages<std::uint32_t>(static_cast<std::size_t>(CHUNKS) * (CHUNK_VALUES + 1));
  entries = Pages<std::uint32_t>((CHUNKS - 1) * total);
  orderRows(parts, total);
  inParallel((CHUNKS - 1 + TABLES_AT_ONCE - 1) / TABLES_AT_ONCE, [this](unsigned group) {
    const int first = 1 + static_cast<int>(group) * TABLES_AT_ONCE;
    fillTables(first, std::min(first + TABLES_AT_ONCE, CHUNKS));
  });
}

void MultiIndex::orderRows(const std::vector<Part>& parts, std::size_t total) {
  rows = Pages<Row>(total);
  ids = Pages<std::uint32_t>(total);
  const unsigned slices = coreCount();
  Pages<std::uint32_t> places(static_cast<std::size_t>(slices) * CHUNK_VALUES);
  std::vector<UpperHalves> halves(slices);
  inParallel(slices, [&](unsigned slice) {
    std::uint32_t* const counts = places.data() + static_cast<std::size_t>(slice) * CHUNK_VALUES;
    UpperHalves& ofSlice = halves[slice];
    visitSlice(parts, slice, slices, [counts, &ofSlice](const Part& part, std::size_t at) {
      const Row& row = part.rows[at];
      counts[row.chunks[0]]++;
      for (int chunk = 1; chunk < CHUNKS; chunk++) ofSlice[chunk][row.chunks[chunk] / HALF_VALUES]++;
    });
  });
  std::uint32_t sum = 0;
  for (std::uint32_t value = 0; value < CHUNK_VALUES; value++) {
    starts[value] = sum;
    for (unsigned slice = 0; slice < slices; slice++) {
      std::uint32_t& place = places[static_cast<std::size_t>(slice) * CHUNK_VALUES + value];
      const std::uint32_t count = place;
      place = sum;
      sum += count;
    }
  }
  starts[CHUNK_VALUES] = sum;
  for (int chunk = 1; chunk < CHUNKS; chunk++) placeUpperHalves(chunk, halves);
  inParallel(slices, [&](unsigned slice) {
    std::uint32_t* next = places.data() + static_cast<std::size_t>(slice) * CHUNK_VALUES;
    visitSlice(parts, slice, slices, [&](const Part& part, std::size_t at) {
      const std::uint32_t to = next[part.rows[at].chunks[0]]++;
      rows[to] = part.rows[at];
      ids[to] = part.ids[at];
    });
  });
}

/**
 * A counting sort by all 65,536 values at once would write to as many places by turns, more than the caches hold. So rows are
 * divided by the upper half of the chunk first, and each of these parts, which fits a cache, is ordered by the lower half.
 */
void MultiIndex::fillTables(int first, int end) {
  Pages<std::uint8_t> lowerHalves(static_cast<std::size_t>(end - first) * size());
  divideByUpperHalf(first, end, lowerHalves);
  for (int chunk = first; chunk < end; chunk++) orderByLowerHalf(chunk, lowerHalves.data() + static_cast<std::size_t>(chunk - first) * size());
}

void MultiIndex::placeUpperHalves(int chunk, const std::vector<UpperHalves>& slices) {
  std::uint32_t* const begins = startsToFill(chunk);
  std::uint32_t sum = 0;
  for (std::uint32_t upper = 0; upper < HALF_VALUES; upper++) {
    begins[upper * HALF_VALUES] = sum;
    for (const UpperHalves& slice : slices) sum += slice[chunk][upper];
  }
  begins[CHUNK_VALUES] = sum;
}

void MultiIndex::divideByUpperHalf(int first, int end, Pages<std::uint8_t>& lowerHalves) {
  std::uint32_t next[TABLES_AT_ONCE][HALF_VALUES];
  for (int chunk = first; chunk < end; chunk++) {
    for (std::uint32_t upper = 0; upper < HALF_VALUES; upper++) next[chunk - first][upper] = startsToFill(chunk)[upper * HALF_VALUES];
  }
  std::uint32_t* const to = entries.data() + static_cast<std::size_t>(first - 1) * size();
  for (std::size_t row = 0; row < size(); row++) {
    for (int chunk = first; chunk < end; chunk++) {
      const std::uint16_t value = rows[row].chunks[chunk];
      const std::size_t at = static_cast<std::size_t>(chunk - first) * size() + next[chunk - first][value / HALF_VALUES]++;
      to[at] = static_cast<std::uint32_t>(row) | hintOf(rows[row].chunks[(chunk + 1) % CHUNKS]);
      lowerHalves[at] = static_cast<std::uint8_t>(value);
    }
  }
}

void MultiIndex::orderByLowerHalf(int chunk, const std::uint8_t* lowerHalves) {
  std::uint32_t* const begins = startsToFill(chunk);
  std::uint32_t* const to = entries.data() + static_cast<std::size_t>(chunk - 1) * size();
  std::vector<std::uint32_t> unordered;
  for (std::uint32_t upper = 0; upper < CHUNK_VALUES; upper += HALF_VALUES) {
    const std::uint32_t begin = begins[upper], end = begins[upper + HALF_VALUES];
    std::uint32_t next[HALF_VALUES] = {};
    for (std::uint32_t at = begin; at < end; at++) next[lowerHalves[at]]++;
    std::uint32_t sum = begin;
    for (std::uint32_t lower = 0; lower < HALF_VALUES; lower++) {
      begins[upper + lower] = sum;
      sum += std::exchange(next[lower], sum);
    }
    unordered.assign(to + begin, to + end);
    for (std::uint32_t at = begin; at < end; at++) to[next[lowerHalves[at]]++] = unordered[at - begin];
  }
}

}
