#pragma once
#include <node_api.h>
#include <memory>
#include "find-neighbours.hpp"

namespace paravent {

/** An index as JavaScript holds it: its store, until it is disposed of, and how much memory V8 was told that it takes. */
struct StoreHandle {
  std::unique_ptr<HashStore> store = std::make_unique<HashStore>();
  std::int64_t toldBytes = 0;
};

/** What a thread of JavaScript holds of it: shared with work under way, which outlives it. */
using Handle = std::shared_ptr<StoreHandle>;

/** An object of JavaScript around a new, empty store. */
napi_value newHandle(napi_env env);
/** The store in argument `value`; throws and answers null where it is none, or was disposed of. */
Handle handleOf(napi_env env, napi_value value);
/** Tells V8 what the index takes by now, so that it collects in time what JavaScript forgot to dispose of. */
void account(napi_env env, StoreHandle& handle);

/** Reads arguments; each throws RangeError and answers false where it is not what it should be. */
bool hashesOf(napi_env env, napi_value value, const Row*& rows, std::size_t& count);
bool idsOf(napi_env env, napi_value value, const std::uint32_t*& ids, std::size_t& count);
/** Arguments maxDistance and, where given, way and kernels. */
bool questionOf(napi_env env, const napi_value* values, Question& question);

/** Throws the error of memory that ran out, with code ENOMEM. */
napi_value failMemory(napi_env env);
napi_value memoryError(napi_env env);

}
