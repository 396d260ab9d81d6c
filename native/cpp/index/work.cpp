#include "work.hpp"
#include <new>
#include "../node-values.hpp"
#include "store-handle.hpp"

namespace paravent {
namespace {

napi_value tooManyError(napi_env env) {
  constexpr char MESSAGE[] = "more than 67,108,864 neighbours: ask in smaller batches";
  napi_value error = nullptr;
  napi_create_range_error(env, nullptr, stringOf(env, MESSAGE, sizeof MESSAGE - 1), &error);
  return error;
}

}

napi_value Work::start(napi_env env, Work* work) {
  napi_value promise = nullptr;
  if (napi_create_promise(env, &work->deferred, &promise) == napi_ok &&
      napi_create_async_work(env, nullptr, stringOf(env, "hash index", 10), execute, complete, work, &work->handle) == napi_ok &&
      napi_queue_async_work(env, work->handle) == napi_ok) {
    return promise;
  }
  work->giveUp(env);
  delete work;
  napi_throw_error(env, nullptr, "no work can be started");
  return nullptr;
}

void Work::execute(napi_env, void* data) {
  Work* const work = static_cast<Work*>(data);
  try {
    work->outcome = work->run();
  } catch (const std::bad_alloc&) {
    work->outcome = Outcome::noMemory;
  }
}

void Work::complete(napi_env env, napi_status status, void* data) {
  Work* const work = static_cast<Work*>(data);
  napi_value result = nullptr;
  if (status != napi_ok) work->outcome = Outcome::noMemory;
  try {
    if (work->outcome == Outcome::done) result = work->finish(env);
  } catch (const std::bad_alloc&) {
    work->outcome = Outcome::noMemory;
  }
  if (work->outcome == Outcome::done) {
    napi_resolve_deferred(env, work->deferred, result == nullptr ? numberOf(env, 0) : result);
  } else {
    work->giveUp(env);
    napi_reject_deferred(env, work->deferred, work->outcome == Outcome::tooMany ? tooManyError(env) : memoryError(env));
  }
  napi_delete_async_work(env, work->handle);
  delete work;
}

}
