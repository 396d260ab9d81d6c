#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>
#include "pages.hpp"
#include "row.hpp"

namespace paravent {

/** More would leave an entry no bit for a hint. */
constexpr std::size_t MOST_ROWS = (std::size_t{1} << 31) - 1;

/** Hashes with their ids, somewhere in memory; `dead` is null or has a bit for each that does not count. */
struct Part {
  const Row* rows;
  const std::uint32_t* ids;
  std::size_t count;
  const std::uint64_t* dead;

  bool isDead(std::size_t at) const { return dead != nullptr && (dead[at / 64] >> (at % 64) & 1) != 0; }
};

/** How many of the hashes count. */
std::size_t livingOf(const std::vector<Part>& parts);

/**
 * Sixteen tables over the same rows, one a chunk: each lists, for every value of its chunk, the rows that have it. Rows stand in
 * the order of their first chunk, so that the first table is the rows themselves. An entry of the others is a row's number and,
 * in the bits that this leaves, bits of the chunk that follows (of the first one, after the last): most entries that cannot be
 * near are seen to be so without a look at their row. 32 + 4 + 15 × 4 bytes a row, and 4.2 MB. It does not change once built.
 */
class MultiIndex {
 public:
  /**
   * Builds on all cores. Beside itself and the parts it takes, a core, 4 bytes a row and 280 KB (at most 16 bytes a row in all), and
   * 4 bytes for each row of the most common upper half of a chunk. @throws std::bad_alloc
   */
  explicit MultiIndex(const std::vector<Part>& parts);

  std::size_t size() const { return rows.size(); }
  std::size_t bytes() const { return rows.bytes() + ids.bytes() + starts.bytes() + entries.bytes(); }

  /** Bits of an entry that are of the next chunk, and how many they are. */
  std::uint32_t hintMask() const { return ((1u << hintBits) - 1) << rowBits; }
  std::uint32_t hintOf(std::uint16_t nextChunk) const { return (std::uint32_t{nextChunk} << rowBits) & hintMask(); }
  std::uint32_t rowMask() const { return (1u << rowBits) - 1; }

  /** Where the rows of a value of a chunk begin, among entriesOf(chunk) or, for the first chunk, among the rows; they end where the next value's begin. */
  const std::uint32_t* startsOf(int chunk) const { return starts.data() + static_cast<std::size_t>(chunk) * (CHUNK_VALUES + 1); }
  const std::uint32_t* entriesOf(int chunk) const { return entries.data() + static_cast<std::size_t>(chunk - 1) * size(); }

  Pages<Row> rows;
  Pages<std::uint32_t> ids;

 private:
  Pages<std::uint32_t> starts;
  Pages<std::uint32_t> entries;
  int rowBits = 0;
  int hintBits = 0;

  /** How many rows have each upper half of each chunk. */
  static constexpr std::uint32_t HALF_VALUES = 256;
  using UpperHalves = std::array<std::array<std::uint32_t, HALF_VALUES>, CHUNKS>;

  std::uint32_t* startsToFill(int chunk) { return starts.data() + static_cast<std::size_t>(chunk) * (CHUNK_VALUES + 1); }
  void orderRows(const std::vector<Part>& parts, std::size_t total);
  void placeUpperHalves(int chunk, const std::vector<UpperHalves>& slices);
  void fillTables(int first, int end);
  void divideByUpperHalf(int first, int end, Pages<std::uint8_t>& lowerHalves);
  void orderByLowerHalf(int chunk, const std::uint8_t* lowerHalves);
};

}
