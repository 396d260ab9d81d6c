#pragma once
#include <vector>
#include "picture.hpp"

namespace paravent {

constexpr int LARGEST_SHRUNK = 1024;

/**
 * Means of a grey picture over the cells of a grid, in sixteenths, cut to whole ones. Cell i of n along a side covers the pixels from
 * ⌊i · side / n⌋ to ⌊(i + 1) · side / n⌋, one at least.
 */
std::vector<std::uint16_t> sixteenthsOfMeans(const Picture& grey, int columns, int rows);

}
