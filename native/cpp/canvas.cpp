#include "canvas.hpp"
#include "gather.hpp"

namespace paravent {

Canvas canvasFor(const Picture& picture, const std::uint8_t* luma) {
  const bool decimated = picture.width > CANVAS || picture.height > CANVAS;
  return {luma, decimated ? CANVAS : picture.width, decimated ? CANVAS : picture.height, picture.width, picture.height};
}

void fillCanvas(const Picture& picture, const Kernels& use, std::uint8_t* luma) {
  const auto [_, width, height, pictureWidth, pictureHeight] = canvasFor(picture, nullptr);
  const auto columns = offsetsOf(pictureWidth, width, false, picture.channels);
  const auto rows = offsetsOf(pictureHeight, height, false, picture.stride);
  std::vector<std::uint32_t> pixels(width);
  for (int y = 0; y < height; y++) {
    gatherPixels(picture, rows[y], columns, pixels.data());
    use.wholeLumaOfPixels(pixels.data(), luma + static_cast<std::size_t>(y) * width, width);
  }
}

}
