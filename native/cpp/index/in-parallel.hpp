#pragma once
#include <functional>

namespace paravent {

/** Cores that work is spread over, at most 16. */
unsigned coreCount();

/** Runs task(0) … task(count - 1) on all cores, the caller's thread among them, and returns when all are done. Throws what a task threw. */
void inParallel(unsigned count, const std::function<void(unsigned)>& task);

}
