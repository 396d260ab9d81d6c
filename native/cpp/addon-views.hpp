#pragma once
#include <node_api.h>

namespace paravent {

/** `canvasOfStill`, `viewsOfStill` and `shrink`: native/addon.ts has their types. */
void exportViews(napi_env env, napi_value exports);

}
