#pragma once
#include <vector>
#include "bit-kernels.hpp"
#include "hash-store.hpp"

namespace paravent {

struct Neighbour {
  std::uint32_t id;
  std::uint16_t distance;
};

/** How to search: the quicker of the two, or one of them, for tests and benches. */
enum class Way { quicker, scan, tables };

struct Question {
  /** 0 … 256. */
  int maxDistance;
  Way way = Way::quicker;
  const BitKernels* use = &bitKernels();
};

/** For each of `count` hashes appends its neighbours to found[…]: nearest first, then by id. @throws std::bad_alloc */
void findNeighbours(const View& view, const Row* wanted, std::size_t count, const Question& question, std::vector<Neighbour>* found);

/** Neighbours of many hashes, one after the other; those of hash i are from starts[i] to starts[i + 1]. */
struct Neighbourhoods {
  std::vector<std::uint32_t> starts;
  std::vector<std::vector<Neighbour>> groups;
};

/** All neighbours of one batch take at most 512 MB. */
constexpr std::size_t MOST_NEIGHBOURS = std::size_t{1} << 26;

/** On all cores; returns false where there are more than MOST_NEIGHBOURS. @throws std::bad_alloc */
bool findManyNeighbours(const View& view, const std::vector<Row>& wanted, const Question& question, Neighbourhoods& found);

}
