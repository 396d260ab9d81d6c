#include <cstring>
#include <memory>
#include "../node-values.hpp"
#include "index-addon.hpp"
#include "store-handle.hpp"

namespace paravent {
namespace {

constexpr std::uint32_t LARGEST_PAGE = 1u << 20;

/** Reads a view page by page. */
class Pager {
 public:
  Pager(View of, std::size_t pageSize) : pageSize(pageSize), view(std::move(of)), parts(view.parts()) {}

  const std::size_t pageSize;

  /** Copies the next living hashes, at most `pageSize`, and tells how many. */
  std::size_t next(Row* rows, std::uint32_t* ids) {
    std::size_t count = 0;
    for (; part < parts.size(); part++, at = 0) {
      for (; at < parts[part].count; at++) {
        if (count == pageSize) return count;
        if (parts[part].isDead(at)) continue;
        rows[count] = parts[part].rows[at];
        ids[count++] = parts[part].ids[at];
      }
    }
    return count;
  }

 private:
  View view;
  std::vector<Part> parts;
  std::size_t part = 0;
  std::size_t at = 0;
};

void forget(napi_env, void* data, void*) { delete static_cast<Pager*>(data); }

/** `{ hashes, ids }`, or undefined after the last page. */
napi_value nextPage(napi_env env, napi_callback_info info) {
  void *data = nullptr, *rows = nullptr, *ids = nullptr;
  if (napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data) != napi_ok) return nullptr;
  Pager& pager = *static_cast<Pager*>(data);
  napi_value rowBuffer = nullptr, idBuffer = nullptr, hashArray = nullptr, idArray = nullptr;
  if (napi_create_arraybuffer(env, pager.pageSize * sizeof(Row), &rows, &rowBuffer) != napi_ok ||
      napi_create_arraybuffer(env, pager.pageSize * sizeof(std::uint32_t), &ids, &idBuffer) != napi_ok) {
    return failMemory(env);
  }
  const std::size_t count = pager.next(static_cast<Row*>(rows), static_cast<std::uint32_t*>(ids));
  if (count == 0) return nullptr;
  napi_create_typedarray(env, napi_uint8_array, count * sizeof(Row), rowBuffer, 0, &hashArray);
  napi_create_typedarray(env, napi_uint32_array, count, idBuffer, 0, &idArray);
  const napi_value page = newObject(env);
  set(env, page, "hashes", hashArray);
  set(env, page, "ids", idArray);
  return page;
}

}

napi_value pagesOf(napi_env env, StoreHandle& handle, napi_value* values) {
  std::uint32_t pageSize = 0;
  if (napi_get_value_uint32(env, values[1], &pageSize) != napi_ok || pageSize == 0 || pageSize > LARGEST_PAGE) return failRange(env, "no such size of a page");
  auto pager = std::make_unique<Pager>(handle.store->viewInParts(), pageSize);
  napi_value function = nullptr;
  napi_create_function(env, "nextPage", NAPI_AUTO_LENGTH, nextPage, pager.get(), &function);
  if (napi_add_finalizer(env, function, pager.get(), forget, nullptr, nullptr) != napi_ok) return nullptr;
  pager.release();
  return function;
}

}
