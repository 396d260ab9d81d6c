#include "index-addon.hpp"
#include <cstring>
#include <initializer_list>
#include <new>
#include "../node-values.hpp"
#include "store-handle.hpp"

namespace paravent {
namespace {

/** Runs a function of JavaScript on the index that is its first argument; memory that runs out is told, never thrown through C. */
template <napi_value (*CALL)(napi_env env, StoreHandle& handle, napi_value* values)>
napi_value onHandle(napi_env env, napi_callback_info info) {
  napi_value values[5];
  std::size_t count = 5;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments");
  const Handle handle = handleOf(env, values[0]);
  if (handle == nullptr) return nullptr;
  try {
    return CALL(env, *handle, values);
  } catch (const std::bad_alloc&) {
    return failMemory(env);
  }
}

napi_value create(napi_env env, napi_callback_info) {
  try {
    return newHandle(env);
  } catch (const std::bad_alloc&) {
    return failMemory(env);
  }
}

napi_value add(napi_env env, StoreHandle& handle, napi_value* values) {
  const Row* rows = nullptr;
  const std::uint32_t* ids = nullptr;
  std::size_t count = 0, idCount = 0;
  if (!hashesOf(env, values[1], rows, count) || !idsOf(env, values[2], ids, idCount)) return nullptr;
  if (count != idCount) return failRange(env, "as many ids as hashes");
  if (handle.store->size() + count > MOST_ROWS) return failRange(env, "more hashes than an index holds");
  handle.store->add(rows, ids, count);
  account(env, handle);
  return nullptr;
}

napi_value remove(napi_env env, StoreHandle& handle, napi_value* values) {
  const std::uint32_t* ids = nullptr;
  std::size_t count = 0;
  if (!idsOf(env, values[1], ids, count)) return nullptr;
  const std::size_t removed = handle.store->remove(ids, count);
  account(env, handle);
  return numberOf(env, static_cast<double>(removed));
}

/** Neighbours as pairs of id and distance in one Uint32Array, or undefined where there is none: what a query mostly finds. */
napi_value query(napi_env env, StoreHandle& handle, napi_value* values) {
  const Row* bytes = nullptr;
  std::size_t count = 0;
  Question question;
  if (!hashesOf(env, values[1], bytes, count) || !questionOf(env, values + 2, question)) return nullptr;
  if (count != 1) return failRange(env, "a hash is 32 bytes");
  Row wanted;
  std::memcpy(&wanted, bytes, sizeof wanted);
  std::vector<Neighbour> found;
  findNeighbours(handle.store->view(), &wanted, 1, question, &found);
  if (found.empty()) return nullptr;
  void* data = nullptr;
  napi_value buffer = nullptr, pairs = nullptr;
  if (napi_create_arraybuffer(env, found.size() * 2 * sizeof(std::uint32_t), &data, &buffer) != napi_ok) return nullptr;
  std::uint32_t* to = static_cast<std::uint32_t*>(data);
  for (const Neighbour& one : found) {
    *to++ = one.id;
    *to++ = one.distance;
  }
  napi_create_typedarray(env, napi_uint32_array, found.size() * 2, buffer, 0, &pairs);
  return pairs;
}

napi_value facts(napi_env env, StoreHandle& handle, napi_value*) {
  const HashStore& store = *handle.store;
  const napi_value value = newObject(env);
  set(env, value, "size", numberOf(env, static_cast<double>(store.size())));
  set(env, value, "bytes", numberOf(env, static_cast<double>(store.bytes())));
  set(env, value, "scanned", numberOf(env, static_cast<double>(store.view().tailCount)));
  napi_value wants = nullptr;
  napi_get_boolean(env, store.wantsBuilding(), &wants);
  set(env, value, "wantsBuilding", wants);
  return value;
}

napi_value dispose(napi_env env, StoreHandle& handle, napi_value*) {
  handle.store.reset();
  account(env, handle);
  return nullptr;
}

/** For benches: adds up all rows, eight bytes at a time, which is to read them once. */
napi_value readRows(napi_env env, StoreHandle& handle, napi_value*) {
  std::uint64_t sum = 0;
  for (const Part& part : handle.store->viewInParts().parts()) {
    const std::uint8_t* const bytes = reinterpret_cast<const std::uint8_t*>(part.rows);
    for (std::size_t at = 0; at < part.count * sizeof(Row); at += sizeof(std::uint64_t)) {
      std::uint64_t word;
      std::memcpy(&word, bytes + at, sizeof word);
      sum += word;
    }
  }
  return numberOf(env, static_cast<double>(sum));
}

napi_value supportedKernels(napi_env env) {
  napi_value list = nullptr;
  napi_create_array(env, &list);
  std::uint32_t count = 0;
  for (const char* name : {"vpopcntdq", "avx2", "neon", "plain"}) {
    if (bitKernelsNamed(name) != nullptr) napi_set_element(env, list, count++, stringOf(env, name, std::strlen(name)));
  }
  return list;
}

}

napi_value hashIndexFunctions(napi_env env) {
  const napi_value functions = newObject(env);
  set(env, functions, "kernels", supportedKernels(env));
  setFunction(env, functions, "create", create);
  setFunction(env, functions, "build", buildIndex);
  setFunction(env, functions, "add", onHandle<add>);
  setFunction(env, functions, "remove", onHandle<remove>);
  setFunction(env, functions, "query", onHandle<query>);
  setFunction(env, functions, "queryBatch", queryBatch);
  setFunction(env, functions, "facts", onHandle<facts>);
  setFunction(env, functions, "pages", onHandle<pagesOf>);
  setFunction(env, functions, "dispose", onHandle<dispose>);
  setFunction(env, functions, "readRows", onHandle<readRows>);
  return functions;
}

}
