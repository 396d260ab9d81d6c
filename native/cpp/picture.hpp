#pragma once
#include <cstdint>

namespace paravent {

/** 8-bit pixels, row by row; the first three channels are R, G, B (or, of fewer than three, the first is grey). */
struct Picture {
  const std::uint8_t* bytes;
  int width;
  int height;
  int channels;
  /** Bytes from a row to the next: more than the row's own where the picture is a part of another. */
  std::int64_t stride;

  const std::uint8_t* row(int y) const { return bytes + y * stride; }
};

/** A rectangle of whole pixels. */
struct Rect {
  int x;
  int y;
  int width;
  int height;

  bool operator==(const Rect&) const = default;
};

inline Picture part(const Picture& whole, const Rect& rect) {
  return {whole.row(rect.y) + static_cast<std::int64_t>(rect.x) * whole.channels, rect.width, rect.height, whole.channels, whole.stride};
}

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
