#include "bit-kernels.hpp"
#include <cstring>
#include "../targets.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define INLINE static inline __attribute__((always_inline))

namespace paravent {

/** How many rows a scan asks the second cache for ahead: measured to draw half as much again from memory as without. */
constexpr std::size_t SCANNED_AHEAD = 512;

namespace plain {
#if defined(__aarch64__)
#define NAME "neon"
INLINE int distanceOf(const Row& row, const Row& wanted) {
  const auto* a = reinterpret_cast<const std::uint8_t*>(row.chunks);
  const auto* b = reinterpret_cast<const std::uint8_t*>(wanted.chunks);
  const uint8x16_t low = vcntq_u8(veorq_u8(vld1q_u8(a), vld1q_u8(b)));
  const uint8x16_t high = vcntq_u8(veorq_u8(vld1q_u8(a + 16), vld1q_u8(b + 16)));
  return vaddlvq_u8(vaddq_u8(low, high));
}
#else
#define NAME "plain"
INLINE int distanceOf(const Row& row, const Row& wanted) {
  std::uint64_t a[4], b[4];
  __builtin_memcpy(a, &row, sizeof a);
  __builtin_memcpy(b, &wanted, sizeof b);
  int sum = 0;
  for (int i = 0; i < 4; i++) sum += __builtin_popcountll(a[i] ^ b[i]);
  return sum;
}
#endif
static std::size_t scan(const Row* rows, std::size_t count, const Row& wanted, int limit, std::uint32_t* found) {
  std::size_t hits = 0;
  for (std::size_t at = 0; at < count; at++) {
    found[hits] = static_cast<std::uint32_t>(at);
    hits += distanceOf(rows[at], wanted) <= limit;
  }
  return hits;
}
static std::size_t filter(const std::uint32_t* entries, std::size_t count, std::uint32_t wanted, std::uint32_t mask, int limit, std::uint32_t* passed) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < count; at++) {
    const std::uint32_t entry = entries[at];
    passed[kept] = entry;
    kept += __builtin_popcount((entry ^ wanted) & mask) <= limit;
  }
  return kept;
}
#include "bit-kernels.inl"
#undef NAME
}

#if defined(__x86_64__)
BEGIN_TARGET(TARGET_AVX2_POPCNT)
namespace avx2 {
#define NAME "avx2"
#include "bit-kernels-avx2.inl"
#include "bit-kernels.inl"
#undef NAME
}
END_TARGET

BEGIN_TARGET(TARGET_VPOPCNTDQ)
namespace vpopcntdq {
#define NAME "vpopcntdq"
#include "bit-kernels-avx512.inl"
#include "bit-kernels.inl"
#undef NAME
}
END_TARGET
#endif

namespace {

bool runsHere(const BitKernels& candidate) {
#if defined(__x86_64__)
  if (&candidate == &avx2::KERNELS) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
  if (&candidate == &vpopcntdq::KERNELS) {
    return runsHere(avx2::KERNELS) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq");
  }
#endif
  return &candidate == &plain::KERNELS;
}

/** The quickest first. */
const BitKernels* const ALL[] = {
#if defined(__x86_64__)
    &vpopcntdq::KERNELS,
    &avx2::KERNELS,
#endif
    &plain::KERNELS,
};

const BitKernels* best() {
  for (const BitKernels* candidate : ALL) {
    if (runsHere(*candidate)) return candidate;
  }
  return &plain::KERNELS;
}

}

const BitKernels& bitKernels() {
  static const BitKernels* const chosen = best();
  return *chosen;
}

const BitKernels* bitKernelsNamed(const char* name) {
  for (const BitKernels* candidate : ALL) {
    if (std::strcmp(candidate->name, name) == 0 && runsHere(*candidate)) return candidate;
  }
  return nullptr;
}

}
