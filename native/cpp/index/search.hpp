#pragma once
#include <vector>
#include "bit-kernels.hpp"
#include "multi-index.hpp"
#include "plan.hpp"

namespace paravent {

/** A row that was found, and by how many bits it differs. */
struct Near {
  std::uint32_t row;
  int distance;
};

/** Distances up to this are found by the tables; beyond, all rows are scanned. */
constexpr int WIDEST_PLANNED = 2 * CHUNKS - 1;

/** Appends the rows within `limit` bits, each once, in no order. */
void scanRows(const BitKernels& use, const Row* rows, std::size_t count, const Row& wanted, int limit, std::vector<Near>& found);

/** The same by the tables of the plan. */
void searchTables(const BitKernels& use, const MultiIndex& index, const Row& wanted, int limit, const Plan& plan, std::vector<Near>& found);

/** Whether searching by the plan takes less time than scanning all rows. */
bool isWorthIt(const Plan& plan, const MultiIndex& index);

}
