#include "addon-values.hpp"
#include <cmath>
#include <cstring>

namespace paravent {

namespace {

const Kernels* kernelsOf(napi_env env, napi_value name) {
  napi_valuetype type;
  if (napi_typeof(env, name, &type) != napi_ok || type == napi_undefined) return &kernels();
  char text[16] = "";
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, name, text, sizeof text, &length) != napi_ok) return nullptr;
  return kernelsNamed(text);
}

}

bool positive(napi_env env, napi_value value, int& to) {
  double amount = 0;
  if (napi_get_value_double(env, value, &amount) != napi_ok || !(amount >= 1 && amount <= 1 << 30) || amount != std::floor(amount)) return false;
  to = static_cast<int>(amount);
  return true;
}

bool bytesOf(napi_env env, napi_value value, Bytes& to) {
  napi_typedarray_type type;
  void* data = nullptr;
  bool isArray = false;
  napi_is_typedarray(env, value, &isArray);
  if (!isArray || napi_get_typedarray_info(env, value, &type, &to.length, &data, nullptr, nullptr) != napi_ok || type != napi_uint8_array) return false;
  to.data = static_cast<const std::uint8_t*>(data);
  return true;
}

bool read(napi_env env, const napi_value* values, napi_value kernels, Arguments& to) {
  Bytes bytes;
  if (!bytesOf(env, values[0], bytes)) return failRange(env, "pixels are a Uint8Array"), false;
  Picture& picture = to.picture;
  picture.bytes = bytes.data;
  if (!positive(env, values[1], picture.width) || !positive(env, values[2], picture.height) || !positive(env, values[3], picture.channels)) {
    return failRange(env, "width, height and channels are whole and positive"), false;
  }
  picture.stride = static_cast<std::int64_t>(picture.width) * picture.channels;
  const double size = static_cast<double>(picture.width) * picture.height * picture.channels;
  if (static_cast<double>(bytes.length) < size) return failRange(env, "fewer pixels than width × height × channels"), false;
  to.use = kernelsOf(env, kernels);
  if (to.use == nullptr) return failRange(env, "no such kernels on this processor"), false;
  return true;
}

bool readPixels(napi_env env, napi_callback_info info, Arguments& to) {
  napi_value values[5];
  std::size_t count = 5;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments"), false;
  return read(env, values, values[4], to);
}

napi_value copyOf(napi_env env, const void* data, std::size_t length) {
  std::uint8_t* to = nullptr;
  const napi_value array = newBytes(env, length, to);
  if (length > 0) std::memcpy(to, data, length);
  return array;
}

napi_value newBytes(napi_env env, std::size_t length, std::uint8_t*& to) {
  napi_value buffer = nullptr, array = nullptr;
  void* place = nullptr;
  napi_create_arraybuffer(env, length, &place, &buffer);
  to = static_cast<std::uint8_t*>(place);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
  return array;
}

}
