#pragma once
#include <vector>
#include "kernels.hpp"

namespace paravent {

constexpr int CANVAS = 384;

/**
 * A still in brightness, decimated by nearest neighbour as PDQ does it: what all its views are cut from, so that each costs the same whatever
 * the size of the file. Whole numbers, for the twin in TypeScript (native/canvas.ts) to have the same.
 */
struct Canvas {
  const std::uint8_t* luma;
  int width;
  int height;
  /** Of the picture, for what a turn by some degrees must know of its shape. */
  int pictureWidth;
  int pictureHeight;

  Picture whole() const { return {luma, width, height, 1, width}; }
};

/** The canvas that a picture has, its pixels being elsewhere. */
Canvas canvasFor(const Picture& picture, const std::uint8_t* luma);

/** Fills `luma`, which has room for the canvas of the picture. */
void fillCanvas(const Picture& picture, const Kernels& use, std::uint8_t* luma);

}
