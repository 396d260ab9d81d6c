#pragma once
#include <node_api.h>
#include <cstddef>
#include "kernels.hpp"
#include "node-values.hpp"

/** Values of JavaScript, read and made by plain calls of Node-API. */
namespace paravent {

/** A Uint8Array to be filled; and one of a copy. */
napi_value newBytes(napi_env env, std::size_t length, std::uint8_t*& to);
napi_value copyOf(napi_env env, const void* data, std::size_t length);

/** A whole number from 1 on; false for anything else. */
bool positive(napi_env env, napi_value value, int& to);

struct Bytes {
  const std::uint8_t* data;
  std::size_t length;
};
/** A Uint8Array, which is not copied; false for anything else. */
bool bytesOf(napi_env env, napi_value value, Bytes& to);

/** A picture, and the kernels that are named or the best. */
struct Arguments {
  Picture picture;
  const Kernels* use;
};
/** From `data, width, height, channels` and the name of a set of kernels, or undefined; throws and answers false where they are not such. */
bool read(napi_env env, const napi_value* values, napi_value kernels, Arguments& to);
/** From the arguments of a call, the kernels being the fifth. */
bool readPixels(napi_env env, napi_callback_info info, Arguments& to);

}
