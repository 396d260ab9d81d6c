#pragma once
#include <node_api.h>
#include <cstddef>

namespace paravent {

/** Makes values of JavaScript. Where the environment is being torn down these fail, and null comes of it, which nobody will read. */
inline napi_value stringOf(napi_env env, const char* text, std::size_t length) {
  napi_value value = nullptr;
  napi_create_string_latin1(env, text, length, &value);
  return value;
}

inline napi_value numberOf(napi_env env, double amount) {
  napi_value value = nullptr;
  napi_create_double(env, amount, &value);
  return value;
}

inline napi_value newObject(napi_env env) {
  napi_value value = nullptr;
  napi_create_object(env, &value);
  return value;
}

inline void set(napi_env env, napi_value target, const char* name, napi_value value) { napi_set_named_property(env, target, name, value); }

inline void setFunction(napi_env env, napi_value target, const char* name, napi_callback callback) {
  napi_value function = nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  set(env, target, name, function);
}

inline napi_value failRange(napi_env env, const char* message) {
  napi_throw_range_error(env, nullptr, message);
  return nullptr;
}

}
