#pragma once
#include <cstdint>

namespace paravent {

/** A hash is looked at in 16 chunks of 16 bits: the pairs of bytes that its hex digits tell, in their order. */
constexpr int CHUNKS = 16;
constexpr int CHUNK_BITS = 16;
constexpr std::uint32_t CHUNK_VALUES = 1u << CHUNK_BITS;
constexpr int HASH_BITS = CHUNKS * CHUNK_BITS;

struct Row {
  std::uint16_t chunks[CHUNKS];
};
static_assert(sizeof(Row) == 32);

}
