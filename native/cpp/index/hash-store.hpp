#pragma once
#include <memory>
#include <vector>
#include "multi-index.hpp"

namespace paravent {

/** Bits by number; those past the end are off. */
using Bits = std::vector<std::uint64_t>;

/** Hashes that were added since the tables were built, or that are too few for tables: they are scanned. */
constexpr std::size_t TAIL_BLOCK = 4096;
struct TailBlock {
  Row rows[TAIL_BLOCK];
  std::uint32_t ids[TAIL_BLOCK];
};

/** So few hashes are scanned sooner than the tables are looked into, and 4.2 MB of tables would be most of the memory. */
constexpr std::size_t FEWEST_FOR_TABLES = 32768;

/** What a search reads. A copy costs next to nothing and stays as it is, whatever becomes of the store. */
struct View {
  std::shared_ptr<const MultiIndex> tables;
  std::vector<std::shared_ptr<TailBlock>> tail;
  std::size_t tailCount = 0;
  std::shared_ptr<Bits> deadInTables;
  std::shared_ptr<Bits> deadInTail;

  std::size_t tablesCount() const { return tables == nullptr ? 0 : tables->size(); }
  std::size_t blockCount(std::size_t block) const;
  /** All of it; of a view that viewInParts gave, which must outlive them. */
  std::vector<Part> parts() const;
};

/** Tables of what the parts hold, or a tail, where they hold little. Runs on all cores, on any thread. @throws std::bad_alloc */
View viewOf(const std::vector<Part>& parts);

/**
 * The hashes of one index. One thread alone changes it and takes views; views are read on any thread, and given up on the first.
 * Building anew runs beside all that: it starts from a view, and what was added and removed meanwhile is carried over at its end.
 */
class HashStore {
 public:
  const View& view() const { return now; }
  /** @throws std::bad_alloc */
  View viewInParts();
  /** Living hashes. */
  std::size_t size() const { return now.tablesCount() - deadTables + now.tailCount - deadTail; }
  std::size_t bytes() const;
  /** Whether so much is scanned, or so much memory dead, that tables should be built anew. */
  bool wantsBuilding() const;

  /** All of them or, where memory runs out, none. @throws std::bad_alloc */
  void add(const Row* rows, const std::uint32_t* ids, std::size_t count);
  /** Removes all hashes of these ids and tells how many they were. Reads all ids: about 1 ms for a million. @throws std::bad_alloc */
  std::size_t remove(const std::uint32_t* ids, std::size_t count);

  bool isBuilding() const { return building; }
  /** What to build from; from here on removals are noted. @throws std::bad_alloc */
  View startBuilding();
  /** Takes the place of what was there at the start. */
  void finishBuilding(View built);
  /** Building failed: all stays as it is. */
  void giveUpBuilding();

 private:
  View now;
  std::size_t deadTables = 0;
  std::size_t deadTail = 0;
  bool building = false;
  std::size_t tailAtStart = 0;
  std::vector<std::uint32_t> removedSince;

  std::size_t markInTables(View& view, const class IdSet& ids) const;
  std::size_t markInTail(View& view, const class IdSet& ids) const;
};

}
