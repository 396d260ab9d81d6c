#pragma once
#include <cstddef>
#include <cstdint>
#include "row.hpp"

namespace paravent {

/** The inner loops of searching, compiled once for each set of instructions (bit-kernels.cpp, bit-kernels-x86.inl). */
struct BitKernels {
  const char* name;

  /** Writes the places, 0 … count - 1, of the rows within `limit` bits of `wanted`, and tells how many. `found` has room for `count`. */
  std::size_t (*scan)(const Row* rows, std::size_t count, const Row& wanted, int limit, std::uint32_t* found);
  /** The same of the rows whose numbers `candidates` tells; writes numbers. `found` may be `candidates` itself. */
  std::size_t (*verify)(const Row* rows, const std::uint32_t* candidates, std::size_t count, const Row& wanted, int limit, std::uint32_t* found);
  /**
   * Of entries of a bucket (row number below, bits of a chunk above, which `mask` covers) writes those within `limit` bits of
   * `wanted` there, and tells how many. `passed` has room for `count` and FILTER_SLACK more.
   */
  std::size_t (*filter)(const std::uint32_t* entries, std::size_t count, std::uint32_t wanted, std::uint32_t mask, int limit, std::uint32_t* passed);
};

/** Whole vectors are written where a few entries passed. */
constexpr std::size_t FILTER_SLACK = 16;

/** The best for the processor that this runs on. */
const BitKernels& bitKernels();

/** Those of a name ("vpopcntdq", "avx2", "neon", "plain"), if they are compiled in and this processor runs them; else null. */
const BitKernels* bitKernelsNamed(const char* name);

/** Bits that differ, 0 … 256. */
inline int distanceBetween(const Row& a, const Row& b) {
  int sum = 0;
  for (int c = 0; c < CHUNKS; c++) sum += __builtin_popcount(static_cast<unsigned>(a.chunks[c] ^ b.chunks[c]));
  return sum;
}

}
