#pragma once
#include <node_api.h>

namespace paravent {

enum class Outcome { done, noMemory, tooMany };

/** Something done on other threads, whose end a promise tells. `run` is called there, the rest on the thread of JavaScript. */
class Work {
 public:
  virtual ~Work() = default;
  /** @throws std::bad_alloc */
  virtual Outcome run() = 0;
  /** What the promise is kept with. @throws std::bad_alloc */
  virtual napi_value finish(napi_env env) = 0;
  /** The promise will be broken. */
  virtual void giveUp(napi_env) {}

  /** Takes the work over, and answers the promise. */
  static napi_value start(napi_env env, Work* work);

 private:
  napi_async_work handle = nullptr;
  napi_deferred deferred = nullptr;
  Outcome outcome = Outcome::noMemory;

  static void execute(napi_env env, void* data);
  static void complete(napi_env env, napi_status status, void* data);
};

}
