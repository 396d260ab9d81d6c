#include <cstring>
#include <new>
#include "../node-values.hpp"
#include "index-addon.hpp"
#include "store-handle.hpp"
#include "work.hpp"

namespace paravent {
namespace {

/** Builds tables of what an index holds and, where they are given, of hashes and ids, whose buffers it frees at the end. */
class Build : public Work {
 public:
  /** @throws std::bad_alloc */
  explicit Build(Handle handle) : handle(std::move(handle)) {
    from = this->handle->store->startBuilding();
    try {
      parts = from.parts();
    } catch (const std::bad_alloc&) {
      this->handle->store->giveUpBuilding();
      throw;
    }
  }

  bool take(napi_env env, napi_value hashes, napi_value ids) {
    Part part{nullptr, nullptr, 0, nullptr};
    std::size_t count = 0;
    if (!hashesOf(env, hashes, part.rows, part.count) || !idsOf(env, ids, part.ids, count)) return false;
    if (count != part.count) return failRange(env, "as many ids as hashes"), false;
    if (reinterpret_cast<std::uintptr_t>(part.rows) % alignof(Row) != 0) return failRange(env, "hashes begin at an even place"), false;
    if (handle->store->size() + count > MOST_ROWS) return failRange(env, "more hashes than an index holds"), false;
    keep(env, hashes, buffers[0]);
    keep(env, ids, buffers[1]);
    parts.push_back(part);
    return true;
  }

  Outcome run() override {
    built = viewOf(parts);
    return Outcome::done;
  }

  napi_value finish(napi_env env) override {
    // Disposed of meanwhile: nobody waits for it.
    if (handle->store != nullptr) {
      handle->store->finishBuilding(std::move(built));
      account(env, *handle);
    }
    release(env);
    return nullptr;
  }

  void giveUp(napi_env env) override {
    if (handle->store != nullptr) handle->store->giveUpBuilding();
    release(env);
  }

 private:
  Handle handle;
  View from;
  std::vector<Part> parts;
  View built;
  napi_ref buffers[2] = {nullptr, nullptr};

  static void keep(napi_env env, napi_value array, napi_ref& to) {
    napi_value buffer = nullptr;
    napi_get_typedarray_info(env, array, nullptr, nullptr, nullptr, &buffer, nullptr);
    napi_create_reference(env, buffer, 1, &to);
  }

  void release(napi_env env) {
    for (napi_ref& reference : buffers) {
      napi_value buffer = nullptr;
      if (reference == nullptr) continue;
      if (napi_get_reference_value(env, reference, &buffer) == napi_ok && buffer != nullptr) napi_detach_arraybuffer(env, buffer);
      napi_delete_reference(env, reference);
      reference = nullptr;
    }
  }
};

class Batch : public Work {
 public:
  Batch(const View& view, const Question& question, const Row* bytes, std::size_t count) : view(view), question(question), wanted(count) {
    if (count > 0) std::memcpy(static_cast<void*>(wanted.data()), bytes, count * sizeof(Row));
  }

  Outcome run() override { return findManyNeighbours(view, wanted, question, found) ? Outcome::done : Outcome::tooMany; }

  napi_value finish(napi_env env) override {
    const std::size_t total = found.starts.back();
    void *starts = nullptr, *ids = nullptr, *distances = nullptr;
    const napi_value value = newObject(env);
    array(env, value, "starts", napi_uint32_array, found.starts.size(), sizeof(std::uint32_t), starts);
    array(env, value, "ids", napi_uint32_array, total, sizeof(std::uint32_t), ids);
    array(env, value, "distances", napi_uint16_array, total, sizeof(std::uint16_t), distances);
    std::memcpy(starts, found.starts.data(), found.starts.size() * sizeof(std::uint32_t));
    std::size_t at = 0;
    for (const auto& group : found.groups) {
      for (const Neighbour& one : group) {
        static_cast<std::uint32_t*>(ids)[at] = one.id;
        static_cast<std::uint16_t*>(distances)[at++] = one.distance;
      }
    }
    return value;
  }

 private:
  View view;
  Question question;
  std::vector<Row> wanted;
  Neighbourhoods found;

  static void array(napi_env env, napi_value target, const char* name, napi_typedarray_type type, std::size_t length, std::size_t size, void*& data) {
    napi_value buffer = nullptr, value = nullptr;
    if (napi_create_arraybuffer(env, length * size, &data, &buffer) != napi_ok) throw std::bad_alloc();
    napi_create_typedarray(env, type, length, buffer, 0, &value);
    set(env, target, name, value);
  }
};

}

napi_value buildIndex(napi_env env, napi_callback_info info) {
  napi_value values[3];
  std::size_t count = 3;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments");
  const Handle handle = handleOf(env, values[0]);
  if (handle == nullptr) return nullptr;
  if (handle->store->isBuilding()) {
    napi_throw_error(env, nullptr, "the index of hashes is being built");
    return nullptr;
  }
  try {
    Build* const build = new Build(handle);
    if (count < 3 || build->take(env, values[1], values[2])) return Work::start(env, build);
    build->giveUp(env);
    delete build;
    return nullptr;
  } catch (const std::bad_alloc&) {
    return failMemory(env);
  }
}

napi_value queryBatch(napi_env env, napi_callback_info info) {
  napi_value values[5];
  std::size_t count = 5;
  if (napi_get_cb_info(env, info, &count, values, nullptr, nullptr) != napi_ok) return failRange(env, "no arguments");
  const Handle handle = handleOf(env, values[0]);
  const Row* rows = nullptr;
  Question question;
  if (handle == nullptr || !hashesOf(env, values[1], rows, count) || !questionOf(env, values + 2, question)) return nullptr;
  try {
    return Work::start(env, new Batch(handle->store->view(), question, rows, count));
  } catch (const std::bad_alloc&) {
    return failMemory(env);
  }
}

}
