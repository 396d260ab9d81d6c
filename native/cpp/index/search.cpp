#include "search.hpp"
#include <algorithm>

namespace paravent {
namespace {

/** Rows scanned in one go. */
constexpr std::size_t SCANNED_AT_ONCE = 4096;
/** A row is two to a line of the cache, an entry sixteen. */
constexpr std::size_t ENTRIES_OF_LINE = 16;
/** A longer run of entries the processor fetches ahead by itself. */
constexpr std::size_t LINES_AHEAD = 8;

/** Asks for the entries that a table will be searched in. */
void fetchAhead(const MultiIndex& index, int chunk, int radius, const Row& wanted) {
  if (radius < 0) return;
  const std::uint32_t* const starts = index.startsOf(chunk);
  const std::uint32_t* const entries = index.entriesOf(chunk);
  for (std::size_t flip = 0; flip < VALUES_WITHIN[radius]; flip++) {
    const std::uint32_t value = wanted.chunks[chunk] ^ FLIPS[flip];
    const std::size_t end = std::min<std::size_t>(starts[value + 1], starts[value] + LINES_AHEAD * ENTRIES_OF_LINE);
    for (std::size_t at = starts[value]; at < end; at += ENTRIES_OF_LINE) __builtin_prefetch(entries + at);
  }
}

/** Entries filtered in one go; what passed is verified at the latest when as many wait. */
constexpr std::size_t BLOCK = 4096;

/** Rows whose entries passed, waiting for a look at the rows themselves. */
struct Candidates {
  int chunk;
  std::size_t count;
  std::uint32_t rows[2 * BLOCK + FILTER_SLACK];
};

/** One search by the tables; its working memory stays with the thread. */
class TableSearch {
 public:
  TableSearch(const BitKernels& use, const MultiIndex& index, const Row& wanted, int limit, const Plan& plan, std::vector<Near>& found)
      : use(use), index(index), wanted(wanted), limit(limit), plan(plan), found(found) {}
  void run();

 private:
  const BitKernels& use;
  const MultiIndex& index;
  const Row& wanted;
  const int limit;
  const Plan& plan;
  std::vector<Near>& found;

  static thread_local Candidates candidates[2];
  static thread_local std::uint32_t near[2 * BLOCK];

  void scanFirstTable();
  void filterTable(int chunk, Candidates& to);
  void verify(Candidates& from);
  void report(int chunk, std::uint32_t row);
};
thread_local Candidates TableSearch::candidates[2];
thread_local std::uint32_t TableSearch::near[2 * BLOCK];

void TableSearch::run() {
  for (Candidates& some : candidates) some.count = 0;
  fetchAhead(index, 1, plan.radius[1], wanted);
  if (plan.radius[0] >= 0) scanFirstTable();
  // By turns: while one table's entries are filtered, the rows that passed in the one before are on their way.
  for (int chunk = 1; chunk < CHUNKS; chunk++) {
    Candidates& fresh = candidates[chunk % 2];
    fresh.chunk = chunk;
    if (chunk + 1 < CHUNKS) fetchAhead(index, chunk + 1, plan.radius[chunk + 1], wanted);
    filterTable(chunk, fresh);
    verify(candidates[(chunk + 1) % 2]);
  }
  verify(candidates[(CHUNKS - 1) % 2]);
}

void TableSearch::filterTable(int chunk, Candidates& to) {
  if (plan.radius[chunk] < 0) return;
  const std::uint32_t* const starts = index.startsOf(chunk);
  const std::uint32_t* const entries = index.entriesOf(chunk);
  const std::uint32_t hint = index.hintOf(wanted.chunks[(chunk + 1) % CHUNKS]);
  int bits = 0;
  for (std::size_t flip = 0; flip < VALUES_WITHIN[plan.radius[chunk]]; flip++) {
    if (flip == VALUES_WITHIN[bits]) bits++;
    const std::uint32_t value = wanted.chunks[chunk] ^ FLIPS[flip];
    const std::uint32_t end = starts[value + 1];
    for (std::uint32_t at = starts[value]; at < end; at += BLOCK) {
      const std::size_t count = std::min<std::size_t>(BLOCK, end - at);
      std::uint32_t* const passed = to.rows + to.count;
      const std::size_t kept = use.filter(entries + at, count, hint, index.hintMask(), plan.limitOfNext(chunk, bits), passed);
      for (std::size_t i = 0; i < kept; i++) {
        passed[i] &= index.rowMask();
        __builtin_prefetch(index.rows.data() + passed[i]);
      }
      to.count += kept;
      if (to.count > BLOCK) verify(to);
    }
  }
}

void TableSearch::scanFirstTable() {
  const std::uint32_t* const starts = index.startsOf(0);
  for (std::size_t flip = 0; flip < VALUES_WITHIN[plan.radius[0]]; flip++) {
    const std::uint32_t value = wanted.chunks[0] ^ FLIPS[flip];
    for (std::size_t at = starts[value]; at < starts[value + 1]; at += BLOCK) {
      const std::size_t hits = use.scan(index.rows.data() + at, std::min<std::size_t>(BLOCK, starts[value + 1] - at), wanted, limit, near);
      for (std::size_t hit = 0; hit < hits; hit++) report(0, static_cast<std::uint32_t>(at + near[hit]));
    }
  }
}

void TableSearch::verify(Candidates& from) {
  const std::size_t hits = use.verify(index.rows.data(), from.rows, from.count, wanted, limit, near);
  for (std::size_t hit = 0; hit < hits; hit++) report(from.chunk, near[hit]);
  from.count = 0;
}

void TableSearch::report(int chunk, std::uint32_t row) {
  const Row& hash = index.rows[row];
  if (plan.isReporter(chunk, hash, wanted)) found.push_back({row, distanceBetween(hash, wanted)});
}

}

void scanRows(const BitKernels& use, const Row* rows, std::size_t count, const Row& wanted, int limit, std::vector<Near>& found) {
  std::uint32_t near[SCANNED_AT_ONCE];
  for (std::size_t from = 0; from < count; from += SCANNED_AT_ONCE) {
    const std::size_t hits = use.scan(rows + from, std::min(SCANNED_AT_ONCE, count - from), wanted, limit, near);
    for (std::size_t hit = 0; hit < hits; hit++) {
      found.push_back({static_cast<std::uint32_t>(from + near[hit]), distanceBetween(rows[from + near[hit]], wanted)});
    }
  }
}

void searchTables(const BitKernels& use, const MultiIndex& index, const Row& wanted, int limit, const Plan& plan, std::vector<Near>& found) {
  TableSearch(use, index, wanted, limit, plan, found).run();
}

bool isWorthIt(const Plan& plan, const MultiIndex& index) {
  // An entry takes 3 to 20 ns, the more of them are near; a row in a scan a little over 1.
  constexpr std::size_t ROWS_IN_THE_TIME_OF_AN_ENTRY = 16;
  return plan.entries * ROWS_IN_THE_TIME_OF_AN_ENTRY < index.size();
}

}
