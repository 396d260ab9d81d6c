#include "canvas.hpp"
#include "gather.hpp"

namespace paravent {
namespace {

/** Rows ahead that are fetched: they lie so far from one another that no processor does it by itself. */
constexpr int FETCHED_AHEAD = 2;
constexpr std::ptrdiff_t CACHE_LINE = 64;

void fetch(const Picture& picture, std::ptrdiff_t row) {
  const std::ptrdiff_t length = static_cast<std::ptrdiff_t>(picture.width) * picture.channels;
  for (std::ptrdiff_t at = 0; at < length; at += CACHE_LINE) __builtin_prefetch(picture.bytes + row + at);
}

}

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
    if (y + FETCHED_AHEAD < height) fetch(picture, rows[y + FETCHED_AHEAD]);
    gatherPixels(picture, rows[y], columns, pixels.data());
    use.wholeLumaOfPixels(pixels.data(), luma + static_cast<std::size_t>(y) * width, width);
  }
}

}
