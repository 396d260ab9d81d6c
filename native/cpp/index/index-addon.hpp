#pragma once
#include <node_api.h>

namespace paravent {

/** What native/addon.ts calls `hashIndex`: the functions of the index of hashes. */
napi_value hashIndexFunctions(napi_env env);

/** A function that tells what the index holds by now, a page at a call (index-pages.cpp). */
napi_value pagesOf(napi_env env, struct StoreHandle& handle, napi_value* values);

// Work off the event loop (index-work.cpp).
napi_value buildIndex(napi_env env, napi_callback_info info);
napi_value queryBatch(napi_env env, napi_callback_info info);

}
