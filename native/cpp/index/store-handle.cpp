#include "store-handle.hpp"
#include <cmath>
#include <cstring>
#include "../node-values.hpp"

namespace paravent {
namespace {

constexpr napi_type_tag TAG = {0x70617261766e7431ull, 0x686173682d696478ull};

void forget(napi_env env, void* data, void*) {
  Handle* const handle = static_cast<Handle*>(data);
  std::int64_t total = 0;
  napi_adjust_external_memory(env, -(*handle)->toldBytes, &total);
  delete handle;
}

/** A typed array's memory; a detached one is empty. */
bool typedArray(napi_env env, napi_value value, napi_typedarray_type wanted, void*& data, std::size_t& length) {
  bool isArray = false;
  napi_typedarray_type type;
  return napi_is_typedarray(env, value, &isArray) == napi_ok && isArray &&
         napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok && type == wanted;
}

bool wayOf(napi_env env, napi_value value, Way& way) {
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok || type == napi_undefined) return true;
  char text[16] = "";
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, value, text, sizeof text, &length) != napi_ok) return false;
  if (std::strcmp(text, "scan") == 0) way = Way::scan;
  else if (std::strcmp(text, "tables") == 0) way = Way::tables;
  else if (std::strcmp(text, "quicker") != 0) return false;
  return true;
}

bool kernelsOf(napi_env env, napi_value value, const BitKernels*& use) {
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok || type == napi_undefined) return true;
  char text[16] = "";
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, value, text, sizeof text, &length) != napi_ok) return false;
  use = bitKernelsNamed(text);
  return use != nullptr;
}

}

napi_value newHandle(napi_env env) {
  const napi_value value = newObject(env);
  Handle* const handle = new Handle(std::make_shared<StoreHandle>());
  if (napi_wrap(env, value, handle, forget, nullptr, nullptr) != napi_ok) {
    delete handle;
    return nullptr;
  }
  napi_type_tag_object(env, value, &TAG);
  return value;
}

Handle handleOf(napi_env env, napi_value value) {
  bool ours = false;
  void* data = nullptr;
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_object || napi_check_object_type_tag(env, value, &TAG, &ours) != napi_ok || !ours || napi_unwrap(env, value, &data) != napi_ok) {
    failRange(env, "not an index of hashes");
    return nullptr;
  }
  const Handle handle = *static_cast<Handle*>(data);
  if (handle->store != nullptr) return handle;
  napi_throw_error(env, nullptr, "the index of hashes was disposed of");
  return nullptr;
}

void account(napi_env env, StoreHandle& handle) {
  const std::int64_t bytes = handle.store == nullptr ? 0 : static_cast<std::int64_t>(handle.store->bytes());
  std::int64_t total = 0;
  napi_adjust_external_memory(env, bytes - handle.toldBytes, &total);
  handle.toldBytes = bytes;
}

bool hashesOf(napi_env env, napi_value value, const Row*& rows, std::size_t& count) {
  void* data = nullptr;
  std::size_t bytes = 0;
  if (!typedArray(env, value, napi_uint8_array, data, bytes) || bytes % sizeof(Row) != 0) return failRange(env, "hashes are a Uint8Array of 32 bytes each"), false;
  rows = static_cast<const Row*>(data);
  count = bytes / sizeof(Row);
  return true;
}

bool idsOf(napi_env env, napi_value value, const std::uint32_t*& ids, std::size_t& count) {
  void* data = nullptr;
  if (!typedArray(env, value, napi_uint32_array, data, count)) return failRange(env, "ids are a Uint32Array"), false;
  ids = static_cast<const std::uint32_t*>(data);
  return true;
}

bool questionOf(napi_env env, const napi_value* values, Question& question) {
  double distance = 0;
  if (napi_get_value_double(env, values[0], &distance) != napi_ok || !(distance >= 0 && distance <= HASH_BITS) || distance != std::floor(distance)) {
    return failRange(env, "a distance is a whole number from 0 to 256"), false;
  }
  question.maxDistance = static_cast<int>(distance);
  if (!wayOf(env, values[1], question.way)) return failRange(env, "no such way to search"), false;
  if (!kernelsOf(env, values[2], question.use)) return failRange(env, "no such kernels on this processor"), false;
  return true;
}

napi_value memoryError(napi_env env) {
  constexpr char MESSAGE[] = "not enough memory for the index of hashes";
  napi_value error = nullptr;
  napi_create_error(env, stringOf(env, "ENOMEM", 6), stringOf(env, MESSAGE, sizeof MESSAGE - 1), &error);
  return error;
}

napi_value failMemory(napi_env env) {
  napi_throw(env, memoryError(env));
  return nullptr;
}

}
