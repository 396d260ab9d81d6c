#pragma once
#include <cstdint>

namespace paravent {

/** 8-bit pixels, row by row; the first three channels are R, G, B (or, of fewer than three, the first is grey). */
struct Picture {
  const std::uint8_t* bytes;
  int width;
  int height;
  int channels;

  const std::uint8_t* row(int y) const { return bytes + static_cast<std::int64_t>(y) * width * channels; }
};

/** How a picture is read: mirrored along its own axes, then, if they are swapped, rows for columns (native/symmetry.ts). */
struct Turn {
  bool swapsAxes;
  bool mirrorsX;
  bool mirrorsY;
};

/** Bit j of word i is set where DCT coefficient (i, j) exceeds the lower median. */
struct Hash {
  std::uint16_t words[16];
};

struct Fingerprint {
  Hash hash;
  /** 0 … 100. */
  int quality;
};

/** A picture of more than this on a side is decimated to this on both. */
constexpr int DECIMATION = 512;
/** Side of the grid of samples that the DCT is taken of. */
constexpr int GRID = 64;
/** A picture of less than this on a side has the zero hash. */
constexpr int SMALLEST_SIDE = 5;

}
