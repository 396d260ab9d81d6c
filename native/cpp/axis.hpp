#pragma once
#include <cstdint>
#include <vector>
#include "picture.hpp"

namespace paravent {

/** Window of the box mean along an axis of `side` samples. */
inline int windowOf(int side) { return (side + 127) / 128; }
/** Output k of the box mean averages inputs k - behind … k + ahead - 1. */
inline int aheadOf(int window) { return (window + 2) / 2; }
/** Which of `side` inputs sample `o` of the grid is. */
inline int sampledAt(int o, int side) { return static_cast<int>((o + 0.5) * side / GRID); }

/**
 * Both box means along one axis, decimation and mirroring, fused: what each of the 64 samples of the grid takes of which
 * pixels. The two means are separable, so two axes are all there is to know of a picture.
 */
struct Axis {
  struct Sample {
    /** Where its taps begin in the lists below, and how many they are. */
    int first;
    int count;
    /** What its whole weights are over; 0 where sums of bytes under them could exceed 16 bits. */
    int denominator;
  };
  Sample samples[GRID];
  /** Pixels along the axis of the picture as it lies in memory. */
  std::vector<int> sources;
  /** They sum to 1 for each sample. */
  std::vector<float> weights;
  std::vector<std::uint16_t> wholeWeights;
};

/** `side` is `length`, or what it is decimated to. */
Axis axisOf(int length, int side, bool mirrored);

/** The pixel that place `index` of the mirrored or decimated axis is read from. */
inline int sourceOf(int index, int length, int side, bool mirrored) {
  const int source = side == length ? index : static_cast<int>(static_cast<std::int64_t>(index) * length / side);
  return mirrored ? length - 1 - source : source;
}

}
