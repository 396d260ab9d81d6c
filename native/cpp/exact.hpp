#pragma once
#include "kernels.hpp"

namespace paravent {

/**
 * PDQ with every float32 operation in the order of native/reference.ts, which is that of the C++ reference: running sums in
 * the box means, so that rounding errors are carried along whole rows. About ten times quicker than the plain transcription,
 * and some ten times slower than the fast way; it decides where the fast way cannot.
 */
Fingerprint exactFingerprint(const Picture& picture, const Turn& turn, bool decimated, const Kernels& use);

/** 0 … 100, of a grid. */
int exactQuality(const float* grid);

/** Its grid of 64 × 64 samples. */
void exactGrid(const Picture& picture, const Turn& turn, bool decimated, const Kernels& use, float* grid);

}
