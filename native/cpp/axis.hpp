#pragma once
#include <cstdint>
#include <memory>
#include <vector>
#include "picture.hpp"

namespace paravent {

/** Window of the box mean along an axis of `side` samples. */
inline int windowOf(int side) { return (side + 127) / 128; }
/** Output k of the box mean averages inputs k - behind … k + ahead - 1. */
inline int aheadOf(int window) { return (window + 2) / 2; }
/** Which of `side` inputs sample `o` of the grid is. */
inline int sampledAt(int o, int side) { return static_cast<int>((o + 0.5) * side / GRID); }

/** The pixel that place `index` of the mirrored or decimated axis is read from. */
inline int sourceOf(int index, int length, int side, bool mirrored) {
  const int source = side == length ? index : static_cast<int>(static_cast<std::int64_t>(index) * length / side);
  return mirrored ? length - 1 - source : source;
}

/** Both box means along an axis, fused: what each of the 64 samples of the grid takes of which places of the axis. */
struct Taps {
  struct Sample {
    /** Where its taps begin in the lists below, and how many they are. */
    int first;
    int count;
    /** What its whole weights are over; 0 where sums of bytes under them could exceed 16 bits. */
    int denominator;
    /** Whether no window under it is cut: then its whole weights are a triangle, 1 2 3 4 3 2 1 where the window is 4. */
    bool isWhole;
  };
  /** Of the box means. */
  int window;
  Sample samples[GRID];
  std::vector<int> places;
  /** They sum to 1 for each sample. */
  std::vector<float> weights;
  std::vector<std::uint16_t> wholeWeights;
};

/** The taps of an axis; those of 512, to which nearly every still is decimated, are made once. */
std::shared_ptr<const Taps> tapsOf(int side);

/**
 * One axis of a picture: the taps, and the pixels that their places are read from. The means are separable, so two axes are
 * all there is to know of how a picture is read.
 */
struct Axis {
  std::shared_ptr<const Taps> taps;
  std::vector<int> sources;
  /** Whether the places are neighbouring pixels, which decimation does not leave them. */
  bool areNeighbours;

  /** `side` is `length`, or what it is decimated to. */
  Axis(int length, int side, bool mirrored);

  bool isSeven(int o) const { return taps->window == 4 && taps->samples[o].isWhole; }
};

}
