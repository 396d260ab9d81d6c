#include "addon-views.hpp"
#include <cstring>
#include "addon-values.hpp"
#include "shrink.hpp"
#include "views.hpp"

namespace paravent {
namespace {

napi_value canvas(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!readPixels(env, info, given)) return nullptr;
  const Canvas size = canvasFor(given.picture, nullptr);
  std::uint8_t* luma = nullptr;
  const napi_value array = newBytes(env, static_cast<std::size_t>(size.width) * size.height, luma);
  fillCanvas(given.picture, *given.use, luma);
  return array;
}

/** A view as native/reference-views.ts reads it: its code, its quality, and the hash in the order of its hex digits. */
constexpr std::size_t PACKED = 34;

void pack(const View& view, std::uint8_t* to) {
  to[0] = view.code;
  to[1] = view.quality;
  for (int i = 0; i < 16; i++) {
    to[2 + 2 * i] = static_cast<std::uint8_t>(view.hash.words[15 - i] >> 8);
    to[3 + 2 * i] = static_cast<std::uint8_t>(view.hash.words[15 - i]);
  }
}

napi_value views(napi_env env, napi_callback_info info) {
  napi_value values[6];
  std::size_t count = 6;
  Arguments given;
  Bytes luma;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments");
  if (!read(env, values, values[5], given)) return nullptr;
  Canvas canvas = canvasFor(given.picture, nullptr);
  if (!bytesOf(env, values[4], luma) || luma.length < static_cast<std::size_t>(canvas.width) * canvas.height) return failRange(env, "the canvas of these pixels is a Uint8Array");
  canvas.luma = luma.data;
  const std::vector<View> made = viewsOfStill(given.picture, canvas, *given.use);
  std::vector<std::uint8_t> packed(made.size() * PACKED);
  for (std::size_t i = 0; i < made.size(); i++) pack(made[i], packed.data() + i * PACKED);
  return copyOf(env, packed.data(), packed.size());
}

napi_value shrunk(napi_env env, napi_callback_info info) {
  napi_value values[5];
  std::size_t count = 5;
  Bytes luma;
  int width = 0, height = 0, toWidth = 0, toHeight = 0;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments");
  if (!bytesOf(env, values[0], luma)) return failRange(env, "pixels are a Uint8Array");
  if (!positive(env, values[1], width) || !positive(env, values[2], height) || !positive(env, values[3], toWidth) || !positive(env, values[4], toHeight)) {
    return failRange(env, "sides are whole and positive");
  }
  if (static_cast<double>(luma.length) < static_cast<double>(width) * height) return failRange(env, "fewer pixels than width × height");
  if (toWidth > LARGEST_SHRUNK || toHeight > LARGEST_SHRUNK) return failRange(env, "what is shrunk has small sides");
  const std::vector<std::uint16_t> means = sixteenthsOfMeans({luma.data, width, height, 1, width}, toWidth, toHeight);
  std::vector<std::uint8_t> rounded(means.size());
  for (std::size_t i = 0; i < means.size(); i++) rounded[i] = static_cast<std::uint8_t>((means[i] + 8) / 16);
  return copyOf(env, rounded.data(), rounded.size());
}

}

void exportViews(napi_env env, napi_value exports) {
  setFunction(env, exports, "canvasOfStill", canvas);
  setFunction(env, exports, "viewsOfStill", views);
  setFunction(env, exports, "shrink", shrunk);
}

}
