#pragma once
#include "canvas.hpp"

namespace paravent {

constexpr int LARGEST_TILT = 5;

/** A picture as 128 × 128 means, from which the grids of its tilts are read; native/tilt.ts tells how. */
class Tilter {
 public:
  Tilter(const Canvas& canvas, const Kernels& use);
  /** Turned clockwise by -5 … 5 degrees; `grown` where an earlier turn by as much made the canvas grow, which is undone too. */
  void grid(int degrees, bool grown, float* to) const;

 private:
  const Kernels& use;
  std::vector<std::uint32_t> pairs;
  std::int64_t width;
  std::int64_t height;
};

}
