#include "pages.hpp"
#include <cstdlib>
#include <new>

#if defined(_WIN32)

void* paravent::takePages(std::size_t bytes) {
  void* const pages = std::calloc(bytes, 1);
  if (pages == nullptr) throw std::bad_alloc();
  return pages;
}
void paravent::givePagesBack(void* pages, std::size_t) { std::free(pages); }

#else
#include <sys/mman.h>

void* paravent::takePages(std::size_t bytes) {
  void* const pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  // Rows are read far apart: with pages of 4 KiB most of the time would go into finding where each page lies.
  constexpr std::size_t HUGE_PAGE = 2u << 20;
  if (bytes >= 2 * HUGE_PAGE) madvise(pages, bytes, MADV_HUGEPAGE);
#endif
  return pages;
}
void paravent::givePagesBack(void* pages, std::size_t bytes) { munmap(pages, bytes); }

#endif
