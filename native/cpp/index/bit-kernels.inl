// What every set of instructions has alike: included in a namespace that has distanceOf, scan and filter, under its target.

/** Rows lie far apart in memory, but their numbers are known ahead. */
constexpr std::size_t AHEAD = 24;

static std::size_t verify(const Row* rows, const std::uint32_t* candidates, std::size_t count, const Row& wanted, int limit, std::uint32_t* found) {
  for (std::size_t at = 0; at < count && at < AHEAD; at++) __builtin_prefetch(rows + candidates[at]);
  std::size_t hits = 0;
  for (std::size_t at = 0; at < count; at++) {
    if (at + AHEAD < count) __builtin_prefetch(rows + candidates[at + AHEAD]);
    const std::uint32_t row = candidates[at];
    found[hits] = row;
    hits += distanceOf(rows[row], wanted) <= limit;
  }
  return hits;
}

extern const BitKernels KERNELS;
const BitKernels KERNELS = {NAME, scan, verify, filter};
