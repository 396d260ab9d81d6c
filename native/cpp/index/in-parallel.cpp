#include "in-parallel.hpp"
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace paravent {

unsigned coreCount() { return std::clamp(std::thread::hardware_concurrency(), 1u, 16u); }

void inParallel(unsigned count, const std::function<void(unsigned)>& task) {
  std::atomic<unsigned> next{0};
  std::exception_ptr failure;
  std::mutex ofFailure;
  const auto work = [&] {
    try {
      for (unsigned at = next++; at < count; at = next++) task(at);
    } catch (...) {
      next = count;
      const std::lock_guard lock(ofFailure);
      failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  others.reserve(coreCount());
  try {
    while (others.size() + 1 < std::min(coreCount(), count)) others.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: those that there are do it all.
  }
  work();
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}
