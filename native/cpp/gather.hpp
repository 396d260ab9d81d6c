#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>
#include "picture.hpp"

namespace paravent {

/** Where the `side` places of a mirrored or decimated axis of `length` pixels are read, in bytes; pixels lie `step` bytes apart. */
std::vector<std::ptrdiff_t> offsetsOf(int length, int side, bool mirrored, std::ptrdiff_t step);

/** R, G and B of a line of pixels, the lowest byte first; the highest byte is whatever follows. Grey is R, G and B. */
void gatherPixels(const Picture& picture, std::ptrdiff_t row, const std::vector<std::ptrdiff_t>& columns, std::uint32_t* to);

}
