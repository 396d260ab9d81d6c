#pragma once

// Between BEGIN_TARGET_… and END_TARGET functions may use these instructions, whatever the compiler was told to build for. What
// runs where is chosen at run time: nothing in between may be a template of the standard library or an inline function from
// elsewhere, of which the linker would keep one version for all processors.
#if defined(__x86_64__)
#define TARGET_AVX2 "avx2"
#define TARGET_AVX512 "avx2,avx512f,avx512bw,avx512dq,avx512vl"
#define TARGET_AVX2_POPCNT "avx2,popcnt"
#define TARGET_VPOPCNTDQ "avx2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq"
#if defined(__clang__)
#define PRAGMA_OF(text) _Pragma(#text)
#define BEGIN_TARGET(instructions) PRAGMA_OF(clang attribute push(__attribute__((target(instructions))), apply_to = function))
#define END_TARGET _Pragma("clang attribute pop")
#else
#define PRAGMA_OF(text) _Pragma(#text)
#define BEGIN_TARGET(instructions) _Pragma("GCC push_options") PRAGMA_OF(GCC target(instructions))
#define END_TARGET _Pragma("GCC pop_options")
#endif
#endif
