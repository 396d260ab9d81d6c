#include <cstring>
#include <initializer_list>
#include "../baseline/plain-pdq.hpp"
#include "addon-values.hpp"
#include "addon-views.hpp"
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

napi_value withExact(napi_env env, napi_value value, int exact) {
  set(env, value, "exact", numberOf(env, exact));
  return value;
}

template <Pdq (*PDQ)(const Picture&, const Kernels&)>
napi_value fingerprint(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!readPixels(env, info, given)) return nullptr;
  const Pdq found = PDQ(given.picture, *given.use);
  return withExact(env, fingerprintOf(env, found.fingerprint), found.exact ? 1 : 0);
}

napi_value symmetries(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!readPixels(env, info, given)) return nullptr;
  const Symmetries made = symmetriesOfStill(given.picture, *given.use);
  napi_value list = nullptr;
  napi_create_array_with_length(env, 8, &list);
  for (std::uint32_t i = 0; i < 8; i++) napi_set_element(env, list, i, hexOf(env, made.hashes[i]));
  const napi_value value = newObject(env);
  set(env, value, "hashes", list);
  return withExact(env, value, made.exact);
}

napi_value plainFingerprint(napi_env env, napi_callback_info info) {
  Arguments given;
  if (!readPixels(env, info, given)) return nullptr;
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
  exportViews(env, exports);
  return exports;
}
