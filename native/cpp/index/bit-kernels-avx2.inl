// Searching with vectors of 256 bits: one row fills one. Bits are counted by looking half bytes up.

INLINE __m256i bytesOfBits(__m256i value) {
  const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i low = _mm256_shuffle_epi8(counts, _mm256_and_si256(value, half));
  return _mm256_add_epi8(low, _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(value, 4), half)));
}

INLINE __m256i loaded(const void* at) { return _mm256_loadu_si256(static_cast<const __m256i*>(at)); }

INLINE int distanceOf(const Row& row, const Row& wanted) {
  std::uint64_t a[4], b[4];
  __builtin_memcpy(a, &row, sizeof a);
  __builtin_memcpy(b, &wanted, sizeof b);
  return static_cast<int>(_mm_popcnt_u64(a[0] ^ b[0]) + _mm_popcnt_u64(a[1] ^ b[1]) + _mm_popcnt_u64(a[2] ^ b[2]) + _mm_popcnt_u64(a[3] ^ b[3]));
}

/** The differing bits of two rows: sums of eight bytes each, those of the first row in the lower halves of the lanes of 64 bits. */
INLINE __m256i sumsOfTwo(const Row* rows, __m256i wanted) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i first = _mm256_sad_epu8(bytesOfBits(_mm256_xor_si256(loaded(rows), wanted)), zero);
  const __m256i second = _mm256_sad_epu8(bytesOfBits(_mm256_xor_si256(loaded(rows + 1), wanted)), zero);
  return _mm256_or_si256(first, _mm256_slli_epi64(second, 32));
}

static std::size_t scan(const Row* rows, std::size_t count, const Row& wantedRow, int limit, std::uint32_t* found) {
  const __m256i wanted = loaded(&wantedRow);
  const __m256i most = _mm256_set1_epi32(limit);
  std::size_t hits = 0, at = 0;
  for (; at + 4 <= count; at += 4) {
    for (std::size_t row = 0; row < 4; row += 2) __builtin_prefetch(rows + at + row + SCANNED_AHEAD, 0, 2);
    const __m256i a = sumsOfTwo(rows + at, wanted), b = sumsOfTwo(rows + at + 2, wanted);
    // Four sums a row, in lanes of 64 bits: added across the halves of each lane of 128, then across those lanes.
    const __m256i halves = _mm256_add_epi32(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
    const __m256i sums = _mm256_add_epi32(halves, _mm256_permute2x128_si256(halves, halves, 1));
    const unsigned over = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(sums, most)))) & 15;
    for (unsigned within = over ^ 15; within != 0; within &= within - 1) found[hits++] = static_cast<std::uint32_t>(at + __builtin_ctz(within));
  }
  for (; at < count; at++) {
    found[hits] = static_cast<std::uint32_t>(at);
    hits += distanceOf(rows[at], wantedRow) <= limit;
  }
  return hits;
}

static std::size_t filter(const std::uint32_t* entries, std::size_t count, std::uint32_t wanted, std::uint32_t mask, int limit, std::uint32_t* passed) {
  const __m256i like = _mm256_set1_epi32(static_cast<int>(wanted)), where = _mm256_set1_epi32(static_cast<int>(mask));
  const __m256i most = _mm256_set1_epi32(limit);
  std::size_t kept = 0, at = 0;
  for (; at + 8 <= count; at += 8) {
    const __m256i bytes = bytesOfBits(_mm256_and_si256(_mm256_xor_si256(loaded(entries + at), like), where));
    const __m256i pairs = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
    const __m256i sums = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
    const unsigned over = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(sums, most))));
    for (unsigned within = over ^ 255; within != 0; within &= within - 1) passed[kept++] = entries[at + static_cast<unsigned>(__builtin_ctz(within))];
  }
  for (; at < count; at++) {
    passed[kept] = entries[at];
    kept += _mm_popcnt_u32((entries[at] ^ wanted) & mask) <= limit;
  }
  return kept;
}
