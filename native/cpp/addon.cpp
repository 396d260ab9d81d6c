#include <cmath>
#include <cstring>
#include <initializer_list>
#include "../baseline/plain-pdq.hpp"
#include "exact.hpp"
#include "index/index-addon.hpp"
#include "node-values.hpp"
#include "pdq.hpp"

/**
 * The addon as JavaScript sees it. `native/addon.ts` has its types; `native/index.ts` is its only user but for tests and benches.
 * Plain C calls of Node-API: one binary for every version of Node and Electron, and no wrapper library to keep.
 */
namespace {

using namespace paravent;

/** Raised with every change of what is exported or of what it answers; native/addon.ts names the one it expects. */
constexpr int VERSION = 2;

/** 64 hex digits, highest 16-bit word first. */
napi_value hexOf(napi_env env, const Hash& hash) {
  char digits[64];
  for (int i = 0; i < 64; i++) digits[i] = "0123456789abcdef"[hash.words[15 - i / 4] >> (12 - 4 * (i % 4)) & 15];
  return stringOf(env, digits, sizeof digits);
}

napi_value fingerprintOf(napi_env env, const Fingerprint& fingerprint) {
  const napi_value value = newObject(env);
  set(env, value, "pdq", hexOf(env, fingerprint.hash));
  set(env, value, "quality", numberOf(env, fingerprint.quality));
  return value;
}

/** The arguments `data, width, height, channels` and, where one is given, the name of a set of kernels. */
struct Arguments {
  Picture picture;
  const Kernels* use;
};

bool positive(napi_env env, napi_value value, int& to) {
  double amount = 0;
  if (napi_get_value_double(env, value, &amount) != napi_ok || !(amount >= 1 && amount <= 1 << 30) || amount != std::floor(amount)) return false;
  to = static_cast<int>(amount);
  return true;
}

const Kernels* kernelsOf(napi_env env, napi_value name) {
  napi_valuetype type;
  if (napi_typeof(env, name, &type) != napi_ok || type == napi_undefined) return &kernels();
  char text[16] = "";
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, name, text, sizeof text, &length) != napi_ok) return nullptr;
  return kernelsNamed(text);
}

/** Reads them; throws what JavaScript is told and answers false where they are not such. */
bool read(napi_env env, napi_callback_info info, Arguments& to) {
  napi_value values[5];
  std::size_t count = 5;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments"), false;
  napi_typedarray_type type;
  std::size_t length = 0;
  void* bytes = nullptr;
  bool isArray = false;
  napi_is_typedarray(env, values[0], &isArray);
  if (!isArray || napi_get_typedarray_info(env, values[0], &type, &length, &bytes, nullptr, nullptr) != napi_ok || type != napi_uint8_array) {
    return failRange(env, "pixels are a Uint8Array"), false;
  }
  Picture& picture = to.picture;
  picture.bytes = static_cast<const std::uint8_t*>(bytes);
  if (!positive(env, values[1], picture.width) || !positive(env, values[2], picture.height) || !positive(env, values[3], picture.channels)) {
    return failRange(env, "width, height and channels are whole and positive"), false;
  }
  const double size = static_cast<double>(picture.width) * picture.height * picture.channels;
  if (static_cast<double>(length) < size) return failRange(env, "fewer pixels than width × height × channels"), false;
  to.use = kernelsOf(env, values[4]);
  if (to.use == nullptr) return failRange(env, "no such kernels on this processor"), false;
  return true;
}

napi_value withExact(napi_env env, napi_value value, int exact) {
  set(env, value, "exact", numberOf(env, exact));
  return value;
}

template <Pdq (*PDQ)(const Picture&, const Kernels&)>
napi_value fingerprint(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!read(env, info, given)) return nullptr;
  const Pdq found = PDQ(given.picture, *given.use);
  return withExact(env, fingerprintOf(env, found.fingerprint), found.exact ? 1 : 0);
}

napi_value symmetries(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!read(env, info, given)) return nullptr;
  Hash hashes[8];
  const int exact = symmetriesOfStill(given.picture, *given.use, hashes);
  napi_value list = nullptr;
  napi_create_array_with_length(env, 8, &list);
  for (std::uint32_t i = 0; i < 8; i++) napi_set_element(env, list, i, hexOf(env, hashes[i]));
  const napi_value value = newObject(env);
  set(env, value, "hashes", list);
  return withExact(env, value, exact);
}

napi_value plainFingerprint(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!read(env, info, given)) return nullptr;
  return fingerprintOf(env, baseline::plainPdq(given.picture));
}

napi_value supportedKernels(napi_env env) {
  napi_value list = nullptr;
  napi_create_array(env, &list);
  std::uint32_t count = 0;
  for (const char* name : {"avx512", "avx2", "neon", "plain"}) {
    if (kernelsNamed(name) != nullptr) napi_set_element(env, list, count++, stringOf(env, name, std::strlen(name)));
  }
  return list;
}

}

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  set(env, exports, "version", numberOf(env, VERSION));
  set(env, exports, "kernels", supportedKernels(env));
  setFunction(env, exports, "pdqOfStill", fingerprint<pdqOfStill>);
  setFunction(env, exports, "pdqOfFrame", fingerprint<pdqOfFrame>);
  setFunction(env, exports, "symmetriesOfStill", symmetries);
  const napi_value baseline = newObject(env);
  setFunction(env, baseline, "plainPdq", plainFingerprint);
  set(env, exports, "baseline", baseline);
  set(env, exports, "hashIndex", hashIndexFunctions(env));
  return exports;
}
