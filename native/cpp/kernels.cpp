#include "kernels.hpp"
#include <cmath>
#include <cstring>
#include "targets.hpp"

// Lanes of two vectors, by number. GCC before 12 has it under another name only.
#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (FourInts{i, j, k, l}))
#endif

namespace paravent {

Dct::Dct() {
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < GRID; j++) {
      const double value = std::sqrt(2.0 / GRID) * std::cos(3.141592653589793 / (2 * GRID) * (i + 1) * (2 * j + 1));
      byRows[i * GRID + j] = byColumns[j * 16 + i] = static_cast<float>(value);
    }
  }
}

const Dct DCT;

// 16 bytes a vector are in every processor of these families: SSE2 on x86-64, NEON on ARM64.
#if defined(__aarch64__)
#define NAME "neon"
#else
#define NAME "plain"
#endif
#define LANES 4
namespace plain {
#include "kernels.inl"
}

#if defined(__x86_64__)
BEGIN_TARGET(TARGET_AVX2)
#define NAME "avx2"
#define LANES 8
namespace avx2 {
#include "kernels.inl"
}
END_TARGET

BEGIN_TARGET(TARGET_AVX512)
#define NAME "avx512"
#define LANES 16
namespace avx512 {
#include "kernels.inl"
}
END_TARGET
#endif

namespace {

bool runsHere(const Kernels& candidate) {
#if defined(__x86_64__)
  if (&candidate == &avx2::KERNELS) return __builtin_cpu_supports("avx2");
  if (&candidate == &avx512::KERNELS) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return &candidate == &plain::KERNELS;
}

/** The quickest first. */
const Kernels* const ALL[] = {
#if defined(__x86_64__)
    &avx512::KERNELS,
    &avx2::KERNELS,
#endif
    &plain::KERNELS,
};

const Kernels* best() {
  for (const Kernels* candidate : ALL) {
    if (runsHere(*candidate)) return candidate;
  }
  return &plain::KERNELS;
}

}

const Kernels& kernels() {
  static const Kernels* const chosen = best();
  return *chosen;
}

const Kernels* kernelsNamed(const char* name) {
  for (const Kernels* candidate : ALL) {
    if (std::strcmp(candidate->name, name) == 0 && runsHere(*candidate)) return candidate;
  }
  return nullptr;
}

}
