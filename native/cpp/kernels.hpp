#pragma once
#include <cstddef>
#include <cstdint>
#include "picture.hpp"

namespace paravent {

/** Where the samples of one row of the grid are: the taps of an axis of columns, in elements of a row. */
struct Columns {
  int first[GRID + 1];
  const std::ptrdiff_t* offsets;
  const float* weights;
  const std::uint16_t* wholeWeights;
  /** What the whole weights of each sample are over, or 0. */
  int denominators[GRID];
  /** Where places are neighbouring grey pixels: the window of the box means, else 0; of samples whose windows are whole, the lowest offset, of others 0. */
  int window;
  int firstWhole;
  int lastWhole;
  std::uint16_t lowest[GRID];
  /** The samples whose whole weights are 1 2 3 4 3 2 1: nearly all where a side is over 384. */
  int firstSeven;
  int lastSeven;
};

/** Sums of bytes under weights that sum to no more than this fit 16 bits. */
constexpr int LARGEST_DENOMINATOR = 65535 / 255;
/** Sums under two axes' windows of no more than this fit them too. */
constexpr int LARGEST_WINDOW_OF_WORDS = 4;

/**
 * The hash of a grid; that of the grid turned over its diagonal, whose coefficients and median are the same; and how sure both are:
 * the distance between the lower median and the next coefficient above it.
 */
struct GapHash {
  Hash hash;
  Hash turned;
  float gap;
};

/** Cells along a side of the picture that tilts are read from. */
constexpr int TILT_CELLS = 128;

/** A place along one axis of them, in 65536ths: `middle` halfway along a row of the grid, `step` for each half sample from there. */
struct Slant {
  int middle;
  int step;
};

struct Bounds {
  int low;
  int high;
};

/**
 * The inner loops, compiled once for each set of instructions (kernels.inl). Those of the fast way may sum in any order;
 * those of the exact way take every sum in float32 in the order of native/reference.ts.
 */
struct Kernels {
  const char* name;

  // The fast way.
  /** `seven` where the weights are 1 2 3 4 3 2 1. */
  void (*sumRows)(const std::uint8_t* const* rows, const std::uint16_t* weights, int count, bool seven, std::uint16_t* to, std::size_t length);
  void (*sumRowsInParts)(const std::uint8_t* const* rows, const float* weights, int count, float* to, std::size_t length);
  /** `to` is a row of the grid; `denominator` is what the weights of the rows are over. Rows are readable PAST_ROW elements past their end. */
  void (*sampleRow)(const std::uint16_t* row, int channels, int denominator, const Columns& columns, float* to);
  /** The same of an axis as it is and mirrored. */
  void (*sampleRowBothWays)(const std::uint16_t* row, int channels, int denominator, const Columns& plain, const Columns& mirrored, float* to, float* toMirrored);
  void (*sampleRowOfParts)(const float* row, int channels, const Columns& columns, float* to);
  GapHash (*hashOfGrid)(const float* grid);
  /** Least and greatest sum of steps between neighbours, if each sample were off by at most half of `slack`. */
  Bounds (*stepsOfGrid)(const float* grid, float slack);

  /** Brightness of pixels that hold R, G and B from the lowest byte up, in whole numbers. */
  void (*wholeLumaOfPixels)(const std::uint32_t* pixels, std::uint8_t* to, int count);

  /** A row of a tilted grid, between cells that are held in pairs: a cell in the lower half, its neighbour to the right in the upper. */
  void (*tiltRow)(const std::uint32_t* pairs, const Slant& x, const Slant& y, float* to);

  // The exact way. Matrices have room for whole STRIDE_STEPs of columns, and for as many rows as a multiple of 16.
  void (*lumaOfPixels)(const std::uint32_t* pixels, float* to, int count);
  void (*transpose)(const float* from, std::size_t fromStride, int rows, int columns, float* to, std::size_t toStride);
  /** The box mean down the columns. */
  void (*meanDown)(const float* from, float* to, int rows, int columns, std::size_t stride);
  GapHash (*exactHashOfGrid)(const float* grid);
};

/** A pixel is read as a vector of eight, a row in steps of the widest vector and from three words further on. */
constexpr std::size_t PAST_ROW = 40;

/** A grey row of what is not decimated, and what is read past it. */
constexpr std::size_t LARGEST_BOXED_ROW = DECIMATION + 2 * PAST_ROW;

/** Four of the widest vectors: what the exact box mean takes at a time. */
constexpr std::size_t STRIDE_STEP = 64;

/** The kernels for the processor that this runs on. */
const Kernels& kernels();

/** Those of a name ("plain", "avx2", "avx512", "neon"), if they are compiled in and this processor runs them; else null. */
const Kernels* kernelsNamed(const char* name);

/** DCT[i * 64 + j] = √(2/64) · cos(π/128 · (i + 1) · (2 j + 1)), and the same by columns: byColumns[j * 16 + i]. */
struct Dct {
  float byRows[16 * GRID];
  float byColumns[GRID * 16];
  Dct();
};
extern const Dct DCT;

}
