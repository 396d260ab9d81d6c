// Searching with vectors of 512 bits, of which each lane counts its own bits.

INLINE int distanceOf(const Row& row, const Row& wanted) {
  std::uint64_t a[4], b[4];
  __builtin_memcpy(a, &row, sizeof a);
  __builtin_memcpy(b, &wanted, sizeof b);
  return static_cast<int>(_mm_popcnt_u64(a[0] ^ b[0]) + _mm_popcnt_u64(a[1] ^ b[1]) + _mm_popcnt_u64(a[2] ^ b[2]) + _mm_popcnt_u64(a[3] ^ b[3]));
}

/** The differing bits of two rows, in lanes of 64 bits, four a row. */
INLINE __m512i bitsOfTwo(const Row* rows, __m512i wanted) { return _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(rows), wanted)); }

/** For each of eight rows whether it is within the limit: rows 0, 2, 4, 6 in the lowest four bits, 1, 3, 5, 7 in bits 16 … 19. */
INLINE std::uint32_t withinOfEight(const Row* rows, __m512i wanted, __m512i most) {
  const __m512i low = _mm512_or_si512(bitsOfTwo(rows, wanted), _mm512_slli_epi64(bitsOfTwo(rows + 2, wanted), 16));
  const __m512i high = _mm512_or_si512(bitsOfTwo(rows + 4, wanted), _mm512_slli_epi64(bitsOfTwo(rows + 6, wanted), 16));
  const __m512i all = _mm512_or_si512(low, _mm512_slli_epi64(high, 32));
  const __m512i pairs = _mm512_add_epi16(all, _mm512_permutex_epi64(all, 0xb1));
  const __m512i sums = _mm512_add_epi16(pairs, _mm512_permutex_epi64(pairs, 0x4e));
  return _mm512_cmple_epu16_mask(sums, most) & 0x000f000fu;
}

static std::size_t scan(const Row* rows, std::size_t count, const Row& wantedRow, int limit, std::uint32_t* found) {
  const __m512i wanted = _mm512_broadcast_i64x4(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(&wantedRow)));
  const __m512i most = _mm512_set1_epi16(static_cast<short>(limit));
  std::size_t hits = 0, at = 0;
  for (; at + 8 <= count; at += 8) {
    for (std::size_t row = 0; row < 8; row += 2) __builtin_prefetch(rows + at + row + SCANNED_AHEAD, 0, 2);
    const std::uint32_t within = withinOfEight(rows + at, wanted, most);
    if (__builtin_expect(within == 0, 1)) continue;
    for (unsigned pair = 0; pair < 4; pair++) {
      found[hits] = static_cast<std::uint32_t>(at + 2 * pair);
      hits += within >> pair & 1;
      found[hits] = static_cast<std::uint32_t>(at + 2 * pair + 1);
      hits += within >> (16 + pair) & 1;
    }
  }
  for (; at < count; at++) {
    found[hits] = static_cast<std::uint32_t>(at);
    hits += distanceOf(rows[at], wantedRow) <= limit;
  }
  return hits;
}

static std::size_t filter(const std::uint32_t* entries, std::size_t count, std::uint32_t wanted, std::uint32_t mask, int limit, std::uint32_t* passed) {
  const __m512i like = _mm512_set1_epi32(static_cast<int>(wanted)), where = _mm512_set1_epi32(static_cast<int>(mask));
  const __m512i most = _mm512_set1_epi32(limit);
  std::size_t kept = 0;
  for (std::size_t at = 0; at < count; at += 16) {
    const __mmask16 there = static_cast<__mmask16>(count - at >= 16 ? 0xffff : (1u << (count - at)) - 1);
    const __m512i some = _mm512_maskz_loadu_epi32(there, entries + at);
    const __m512i bits = _mm512_popcnt_epi32(_mm512_and_si512(_mm512_xor_si512(some, like), where));
    const __mmask16 within = _mm512_mask_cmple_epi32_mask(there, bits, most);
    // Compressed in the register first: some processors are slow at doing so into memory.
    _mm512_storeu_si512(passed + kept, _mm512_maskz_compress_epi32(within, some));
    kept += static_cast<unsigned>(__builtin_popcount(within));
  }
  return kept;
}
