#pragma once
#include "kernels.hpp"

namespace paravent {

/**
 * PDQ, bit for bit as native/reference.ts and the C++ reference have it, at a fraction of the work.
 *
 * The fast way evaluates the two box means only where the 64 × 64 samples are, in whole numbers as far as they fit: each
 * sample differs from the reference's by nothing but the rounding errors that the reference's running sums pile up. A bit can
 * only differ where two coefficients lie nearer to one another than those errors, and the quality only where a step lies that
 * near to a whole number. Both are looked at, and where there is doubt the exact way (exact.hpp) decides.
 */
struct Pdq {
  Fingerprint fingerprint;
  /** Whether the exact way had to decide: for benches and tests. */
  bool exact;
};

/** A still: decimated to 512 × 512 if a side is over 512. */
Pdq pdqOfStill(const Picture& picture, const Kernels& use);

/** A video's frame: never decimated. */
Pdq pdqOfFrame(const Picture& picture, const Kernels& use);

/** From the 64 × 64 samples on. */
Fingerprint fingerprintOfGrid(const float* grid, const Kernels& use);

struct Symmetries {
  Hash hashes[8];
  /** Of the picture as it is. */
  int quality;
  /** How many hashes the exact way had to decide. */
  int exact;
};

/** The hashes of a still in its eight symmetries. */
Symmetries symmetriesOfStill(const Picture& picture, const Kernels& use);

/** The fast way's grid, for the measurement of how far it is from the exact one. */
void fastGrid(const Picture& picture, bool mirrorsX, bool mirrorsY, bool decimated, const Kernels& use, float* grid);

}
