#include "find-neighbours.hpp"
#include <algorithm>
#include <atomic>
#include "in-parallel.hpp"
#include "search.hpp"

namespace paravent {
namespace {

/** Rows that several hashes are held against while they are in the first cache: 32 KB. */
constexpr std::size_t ROWS_AT_ONCE = 1024;
/** Hashes that share a scan, in a batch. */
constexpr std::size_t SCANNED_TOGETHER = 8;

bool isOff(const Bits* dead, std::size_t at) { return dead == nullptr || at / 64 >= dead->size() || ((*dead)[at / 64] >> (at % 64) & 1) == 0; }

class Search {
 public:
  Search(const View& view, const Row* wanted, std::size_t count, const Question& question, std::vector<Neighbour>* found)
      : view(view), wanted(wanted), count(count), question(question), found(found) {}

  void run() {
    inTables();
    std::vector<std::size_t> all(count);
    for (std::size_t i = 0; i < count; i++) all[i] = i;
    for (std::size_t block = 0; block * TAIL_BLOCK < view.tailCount; block++) {
      const TailBlock& some = *view.tail[block];
      scan(some.rows, some.ids, view.blockCount(block), view.deadInTail.get(), block * TAIL_BLOCK, all);
    }
    for (std::size_t i = 0; i < count; i++) {
      const auto nearer = [](const Neighbour& a, const Neighbour& b) { return a.distance != b.distance ? a.distance < b.distance : a.id < b.id; };
      std::sort(found[i].begin(), found[i].end(), nearer);
    }
  }

 private:
  const View& view;
  const Row* const wanted;
  const std::size_t count;
  const Question& question;
  std::vector<Neighbour>* const found;
  std::vector<Near> near;

  void inTables() {
    if (view.tables == nullptr) return;
    std::vector<std::size_t> scanned;
    for (std::size_t i = 0; i < count; i++) {
      if (!byPlan(i)) scanned.push_back(i);
    }
    if (!scanned.empty()) scan(view.tables->rows.data(), view.tables->ids.data(), view.tablesCount(), view.deadInTables.get(), 0, scanned);
  }

  bool byPlan(std::size_t i) {
    if (question.way == Way::scan || question.maxDistance > WIDEST_PLANNED) return false;
    const Plan plan = planOf(*view.tables, wanted[i], question.maxDistance);
    if (question.way == Way::quicker && !isWorthIt(plan, *view.tables)) return false;
    searchTables(*question.use, *view.tables, wanted[i], question.maxDistance, plan, near);
    take(i, view.tables->ids.data(), view.deadInTables.get(), 0);
    return true;
  }

  /** `first` is what the first row is numbered as among the dead. */
  void scan(const Row* rows, const std::uint32_t* ids, std::size_t size, const Bits* dead, std::size_t first, const std::vector<std::size_t>& which) {
    for (std::size_t from = 0; from < size; from += ROWS_AT_ONCE) {
      for (const std::size_t i : which) {
        scanRows(*question.use, rows + from, std::min(ROWS_AT_ONCE, size - from), wanted[i], question.maxDistance, near);
        take(i, ids + from, dead, first + from);
      }
    }
  }

  void take(std::size_t i, const std::uint32_t* ids, const Bits* dead, std::size_t first) {
    for (const Near& one : near) {
      if (isOff(dead, first + one.row)) found[i].push_back({ids[one.row], static_cast<std::uint16_t>(one.distance)});
    }
    near.clear();
  }
};

}

void findNeighbours(const View& view, const Row* wanted, std::size_t count, const Question& question, std::vector<Neighbour>* found) {
  Search(view, wanted, count, question, found).run();
}

bool findManyNeighbours(const View& view, const std::vector<Row>& wanted, const Question& question, Neighbourhoods& found) {
  found.groups.resize(wanted.size());
  std::atomic<std::size_t> total{0};
  inParallel(static_cast<unsigned>((wanted.size() + SCANNED_TOGETHER - 1) / SCANNED_TOGETHER), [&](unsigned task) {
    if (total > MOST_NEIGHBOURS) return;
    const std::size_t from = task * SCANNED_TOGETHER;
    const std::size_t count = std::min(SCANNED_TOGETHER, wanted.size() - from);
    findNeighbours(view, wanted.data() + from, count, question, found.groups.data() + from);
    for (std::size_t i = from; i < from + count; i++) total += found.groups[i].size();
  });
  if (total > MOST_NEIGHBOURS) return false;
  found.starts.assign(1, 0);
  found.starts.reserve(wanted.size() + 1);
  for (const auto& group : found.groups) found.starts.push_back(found.starts.back() + static_cast<std::uint32_t>(group.size()));
  return true;
}

}
