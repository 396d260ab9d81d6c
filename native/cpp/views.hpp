#pragma once
#include <vector>
#include "canvas.hpp"

namespace paravent {

/** One view of a still. `code` is its place in VIEWS of contract/views.ts. */
struct View {
  std::uint8_t code;
  std::uint8_t quality;
  Hash hash;
};

/** The views of a still that there are, as native/reference-views.ts tells them; none of a picture of less than five pixels on a side. */
std::vector<View> viewsOfStill(const Picture& picture, const Canvas& canvas, const Kernels& use);

}
