#include "hash-store.hpp"
#include <algorithm>
#include <cstring>

namespace paravent {

/** Ids, of which most others are told apart by one bit. */
class IdSet {
 public:
  IdSet(const std::uint32_t* ids, std::size_t count) : sorted(ids, ids + count), marks(1 << (MARK_BITS - 6)) {
    std::sort(sorted.begin(), sorted.end());
    for (const std::uint32_t id : sorted) marks[markOf(id) / 64] |= std::uint64_t{1} << (markOf(id) % 64);
  }
  bool has(std::uint32_t id) const {
    return (marks[markOf(id) / 64] >> (markOf(id) % 64) & 1) != 0 && std::binary_search(sorted.begin(), sorted.end(), id);
  }

 private:
  static constexpr int MARK_BITS = 16;
  static std::uint32_t markOf(std::uint32_t id) { return (id * 2654435769u) >> (32 - MARK_BITS); }
  std::vector<std::uint32_t> sorted;
  std::vector<std::uint64_t> marks;
};

namespace {

bool isOn(const std::shared_ptr<Bits>& bits, std::size_t at) { return bits != nullptr && at / 64 < bits->size() && ((*bits)[at / 64] >> (at % 64) & 1) != 0; }

/** These bits with room for `count`, to be written: a copy, where a view reads them. */
Bits& owned(std::shared_ptr<Bits>& bits, std::size_t count) {
  if (bits == nullptr) bits = std::make_shared<Bits>();
  else if (bits.use_count() > 1) bits = std::make_shared<Bits>(*bits);
  bits->resize(std::max(bits->size(), (count + 63) / 64));
  return *bits;
}

void append(View& view, const Row* rows, const std::uint32_t* ids, std::size_t count) {
  // Blocks first: if memory runs out, nothing was added.
  while (view.tail.size() * TAIL_BLOCK < view.tailCount + count) view.tail.push_back(std::make_shared<TailBlock>());
  for (std::size_t at = 0; at < count;) {
    const std::size_t within = view.tailCount % TAIL_BLOCK;
    const std::size_t some = std::min(count - at, TAIL_BLOCK - within);
    TailBlock& block = *view.tail[view.tailCount / TAIL_BLOCK];
    std::memcpy(block.rows + within, rows + at, some * sizeof(Row));
    std::memcpy(block.ids + within, ids + at, some * sizeof(std::uint32_t));
    view.tailCount += some;
    at += some;
  }
}

}

std::size_t View::blockCount(std::size_t block) const { return std::min(TAIL_BLOCK, tailCount - std::min(tailCount, block * TAIL_BLOCK)); }

std::vector<Part> View::parts() const {
  std::vector<Part> all;
  if (tables != nullptr) all.push_back({tables->rows.data(), tables->ids.data(), tables->size(), deadInTables == nullptr ? nullptr : deadInTables->data()});
  for (std::size_t block = 0; blockCount(block) > 0; block++) {
    const std::uint64_t* dead = deadInTail == nullptr ? nullptr : deadInTail->data() + block * (TAIL_BLOCK / 64);
    all.push_back({tail[block]->rows, tail[block]->ids, blockCount(block), dead});
  }
  return all;
}

View viewOf(const std::vector<Part>& parts) {
  View view;
  std::size_t living = livingOf(parts);
  if (living >= FEWEST_FOR_TABLES) {
    view.tables = std::make_shared<const MultiIndex>(parts);
    return view;
  }
  for (const Part& part : parts) {
    for (std::size_t at = 0; at < part.count; at++) {
      if (!part.isDead(at)) append(view, part.rows + at, part.ids + at, 1);
    }
  }
  return view;
}

std::size_t HashStore::bytes() const {
  const auto bytesOf = [](const std::shared_ptr<Bits>& bits) { return bits == nullptr ? 0 : bits->capacity() * sizeof(std::uint64_t); };
  return (now.tables == nullptr ? 0 : now.tables->bytes()) + now.tail.size() * sizeof(TailBlock) + bytesOf(now.deadInTables) + bytesOf(now.deadInTail) +
         removedSince.capacity() * sizeof(std::uint32_t);
}

bool HashStore::wantsBuilding() const {
  const std::size_t scanned = std::max(FEWEST_FOR_TABLES, now.tablesCount() / 32);
  const std::size_t dead = std::max(FEWEST_FOR_TABLES, size() / 4);
  return !building && (now.tailCount > scanned || deadTables + deadTail > dead);
}

void HashStore::add(const Row* rows, const std::uint32_t* ids, std::size_t count) { append(now, rows, ids, count); }

std::size_t HashStore::remove(const std::uint32_t* ids, std::size_t count) {
  if (count == 0) return 0;
  if (building) removedSince.insert(removedSince.end(), ids, ids + count);
  const IdSet set(ids, count);
  const std::size_t inTables = markInTables(now, set);
  deadTables += inTables;
  const std::size_t inTail = markInTail(now, set);
  deadTail += inTail;
  return inTables + inTail;
}

std::size_t HashStore::markInTables(View& view, const IdSet& ids) const {
  std::size_t marked = 0;
  for (std::size_t row = 0; row < view.tablesCount(); row++) {
    if (!ids.has(view.tables->ids[row]) || isOn(view.deadInTables, row)) continue;
    owned(view.deadInTables, view.tablesCount())[row / 64] |= std::uint64_t{1} << (row % 64);
    marked++;
  }
  return marked;
}

std::size_t HashStore::markInTail(View& view, const IdSet& ids) const {
  std::size_t marked = 0;
  for (std::size_t at = 0; at < view.tailCount; at++) {
    if (!ids.has(view.tail[at / TAIL_BLOCK]->ids[at % TAIL_BLOCK]) || isOn(view.deadInTail, at)) continue;
    owned(view.deadInTail, view.tailCount)[at / 64] |= std::uint64_t{1} << (at % 64);
    marked++;
  }
  return marked;
}

View HashStore::viewInParts() {
  // Parts read the bits of whole blocks.
  if (now.deadInTail != nullptr) owned(now.deadInTail, now.tail.size() * TAIL_BLOCK);
  return now;
}

View HashStore::startBuilding() {
  View from = viewInParts();
  tailAtStart = now.tailCount;
  building = true;
  return from;
}

void HashStore::finishBuilding(View built) {
  // Whatever throws in here, the store is as it was.
  const IdSet removed(removedSince.data(), removedSince.size());
  const std::size_t inTables = removedSince.empty() ? 0 : markInTables(built, removed);
  const std::size_t inTail = removedSince.empty() ? 0 : markInTail(built, removed);
  for (std::size_t at = tailAtStart; at < now.tailCount; at++) {
    const TailBlock& block = *now.tail[at / TAIL_BLOCK];
    if (!isOn(now.deadInTail, at)) append(built, block.rows + at % TAIL_BLOCK, block.ids + at % TAIL_BLOCK, 1);
  }
  now = std::move(built);
  deadTables = inTables;
  deadTail = inTail;
  giveUpBuilding();
}

void HashStore::giveUpBuilding() {
  building = false;
  removedSince = {};
}

}
