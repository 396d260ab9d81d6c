#include "plain-pdq.hpp"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace paravent::baseline {
namespace {

/** The box mean of one line whose values lie `step` apart, by a running sum. */
void meanOfLine(const float* from, float* to, int length, int step) {
  const int window = (length + 127) / 128;
  const int ahead = (window + 2) / 2;
  const int behind = window - ahead;
  float sum = 0;
  int held = 0;
  for (int k = 1 - ahead; k < length; k++) {
    const int entering = k + ahead - 1;
    const int leaving = k - behind - 1;
    if (entering < length) {
      sum += from[entering * step];
      held++;
    }
    if (leaving >= 0) {
      sum -= from[leaving * step];
      held--;
    }
    if (k >= 0) to[k * step] = sum / held;
  }
}

void smooth(std::vector<float>& values, int width, int height) {
  // Kept from one picture to the next, so that what is timed is the work and not the system's fresh pages.
  static thread_local std::vector<float> between;
  between.resize(values.size());
  for (int pass = 0; pass < 2; pass++) {
    for (int y = 0; y < height; y++) meanOfLine(&values[y * width], &between[y * width], width, 1);
    for (int x = 0; x < width; x++) meanOfLine(&between[x], &values[x], height, width);
  }
}

const std::vector<float>& dct() {
  static const std::vector<float> matrix = [] {
    std::vector<float> made(16 * 64);
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 64; j++) {
        made[i * 64 + j] = static_cast<float>(std::sqrt(2.0 / 64) * std::cos(3.141592653589793 / 128 * (i + 1) * (2 * j + 1)));
      }
    }
    return made;
  }();
  return matrix;
}

Hash hashOf(const float* grid) {
  const std::vector<float>& d = dct();
  float between[16][64];
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 64; j++) {
      float sum = 0;
      for (int k = 0; k < 64; k++) sum += d[i * 64 + k] * grid[k * 64 + j];
      between[i][j] = sum;
    }
  }
  float both[256];
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      float sum = 0;
      for (int k = 0; k < 64; k++) sum += between[i][k] * d[j * 64 + k];
      both[i * 16 + j] = sum;
    }
  }
  float sorted[256];
  std::copy(both, both + 256, sorted);
  std::nth_element(sorted, sorted + 127, sorted + 256);
  Hash hash = {};
  for (int bit = 0; bit < 256; bit++) {
    if (both[bit] > sorted[127]) hash.words[bit / 16] = static_cast<std::uint16_t>(hash.words[bit / 16] | 1 << bit % 16);
  }
  return hash;
}

int qualityOf(const float* grid) {
  int sum = 0;
  for (int y = 0; y < 64; y++) {
    for (int x = 0; x < 64; x++) {
      const float here = grid[y * 64 + x];
      if (y < 63) sum += std::abs(static_cast<int>((here - grid[(y + 1) * 64 + x]) * 100 / 255));
      if (x < 63) sum += std::abs(static_cast<int>((here - grid[y * 64 + x + 1]) * 100 / 255));
    }
  }
  return std::min(100, sum / 90);
}

Fingerprint fromLuma(std::vector<float>& luma, int width, int height) {
  if (width == 64 && height == 64) return {hashOf(luma.data()), qualityOf(luma.data())};
  smooth(luma, width, height);
  float grid[64 * 64];
  for (int y = 0; y < 64; y++) {
    for (int x = 0; x < 64; x++) {
      grid[y * 64 + x] = luma[static_cast<int>((y + 0.5) * height / 64) * width + static_cast<int>((x + 0.5) * width / 64)];
    }
  }
  return {hashOf(grid), qualityOf(grid)};
}

}

Fingerprint plainPdqOfLuma(const float* luma, int width, int height) {
  static thread_local std::vector<float> copy;
  copy.assign(luma, luma + static_cast<std::ptrdiff_t>(width) * height);
  return fromLuma(copy, width, height);
}

Fingerprint plainPdq(const Picture& picture) {
  if (picture.width < SMALLEST_SIDE || picture.height < SMALLEST_SIDE) return {};
  const bool decimated = picture.width > DECIMATION || picture.height > DECIMATION;
  const int width = decimated ? DECIMATION : picture.width;
  const int height = decimated ? DECIMATION : picture.height;
  const int green = picture.channels >= 3 ? 1 : 0;
  const int blue = picture.channels >= 3 ? 2 : 0;
  static thread_local std::vector<float> luma;
  luma.resize(static_cast<std::size_t>(width) * height);
  for (int y = 0; y < height; y++) {
    const std::uint8_t* row = picture.row(static_cast<int>(static_cast<std::int64_t>(y) * picture.height / height));
    for (int x = 0; x < width; x++) {
      const std::uint8_t* pixel = row + static_cast<std::int64_t>(x) * picture.width / width * picture.channels;
      luma[y * width + x] = 0.299f * pixel[0] + 0.587f * pixel[green] + 0.114f * pixel[blue];
    }
  }
  return fromLuma(luma, width, height);
}

}
