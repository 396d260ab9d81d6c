// The inner loops, in the vectors of the compiler (GCC and Clang have the same), LANES floats wide. This file is included once
// for each set of instructions, in a namespace of its own, under that target: so nothing here may be a template of the standard
// library or an inline function from elsewhere, of which the linker would keep one version for all processors.

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef float LooseFloats __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef std::int32_t Ints __attribute__((vector_size(LANES * 4)));
typedef std::uint8_t LooseByteFloats __attribute__((vector_size(LANES), aligned(1), may_alias));
typedef std::uint16_t Words __attribute__((vector_size(LANES * 4)));
typedef std::uint16_t LooseWords __attribute__((vector_size(LANES * 4), aligned(2), may_alias));
typedef std::uint16_t LooseBytePairs __attribute__((vector_size(LANES * 4), aligned(1), may_alias));
typedef std::int32_t FourInts __attribute__((vector_size(16)));
typedef std::uint16_t EightWords __attribute__((vector_size(16)));
typedef std::uint16_t LooseEightWords __attribute__((vector_size(16), aligned(2), may_alias));
typedef float Eight __attribute__((vector_size(32)));
typedef float LooseEight __attribute__((vector_size(32), aligned(4), may_alias));
typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE Floats load(const float* at) { return *reinterpret_cast<const LooseFloats*>(at); }
INLINE void store(float* at, Floats values) { *reinterpret_cast<LooseFloats*>(at) = values; }
INLINE Four asFour(const std::uint16_t* at) { return Four{float(at[0]), float(at[1]), float(at[2]), 0}; }
INLINE Four asFour(const float* at) { return *reinterpret_cast<const LooseFour*>(at); }

// ---- Rows of pixels, summed under the weights of one sample ----

/**
 * Bytes are summed in pairs, as words of 16 bits: `both` under the weights holds even + 256 · odd, cut to 16 bits, `odd` the
 * upper bytes alone. So one shift takes them apart, and no byte is widened by itself.
 */
INLINE void putApart(Words both, Words odd, std::uint16_t* to) {
  alignas(64) std::uint16_t apart[2][LANES * 2];
  *reinterpret_cast<Words*>(apart[0]) = both - (odd << 8);
  *reinterpret_cast<Words*>(apart[1]) = odd;
  for (int i = 0; i < LANES * 2; i++) {
    to[2 * i] = apart[0][i];
    to[2 * i + 1] = apart[1][i];
  }
}

INLINE void sumWords(const std::uint8_t* const* rows, const std::uint16_t* weights, int count, std::uint16_t* to, std::size_t x) {
  Words both[2] = {}, odd[2] = {};
  for (int t = 0; t < count; t++) {
    const LooseBytePairs* row = reinterpret_cast<const LooseBytePairs*>(rows[t] + x);
    const std::uint16_t weight = weights[t];
    for (int v = 0; v < 2; v++) {
      const Words pairs = row[v];
      both[v] += pairs * weight;
      odd[v] += (pairs >> 8) * weight;
    }
  }
  for (int v = 0; v < 2; v++) putApart(both[v], odd[v], to + x + v * LANES * 4);
}

/** The same under the weights 1 2 3 4 3 2 1: rows of one weight are added first. */
INLINE void sumSevenWords(const std::uint8_t* const* rows, std::uint16_t* to, std::size_t x) {
  Words both = {}, odd = {};
  for (int t = 0; t < 3; t++) {
    const Words near = *reinterpret_cast<const LooseBytePairs*>(rows[t] + x);
    const Words far = *reinterpret_cast<const LooseBytePairs*>(rows[6 - t] + x);
    const std::uint16_t weight = static_cast<std::uint16_t>(t + 1);
    both += (near + far) * weight;
    odd += ((near >> 8) + (far >> 8)) * weight;
  }
  const Words middle = *reinterpret_cast<const LooseBytePairs*>(rows[3] + x);
  putApart(both + (middle << 2), odd + (middle >> 8 << 2), to + x);
}

static void sumRows(const std::uint8_t* const* rows, const std::uint16_t* weights, int count, bool areSeven, std::uint16_t* to, std::size_t length) {
  constexpr std::size_t BLOCK = LANES * 8;
  if (length < BLOCK) {
    for (std::size_t x = 0; x < length; x++) {
      unsigned sum = 0;
      for (int t = 0; t < count; t++) sum += static_cast<unsigned>(rows[t][x]) * weights[t];
      to[x] = static_cast<std::uint16_t>(sum);
    }
    return;
  }
  if (areSeven) {
    const std::uint8_t* const seven[7] = {rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6]};
    for (std::size_t x = 0; x + LANES * 4 <= length; x += LANES * 4) sumSevenWords(seven, to, x);
    return sumSevenWords(seven, to, length - LANES * 4);
  }
  for (std::size_t x = 0; x + BLOCK <= length; x += BLOCK) sumWords(rows, weights, count, to, x);
  // The rest, with a part of the last block anew: no byte past the row is read, which may be the picture's last.
  sumWords(rows, weights, count, to, length - BLOCK);
}

INLINE void sumFloats(const std::uint8_t* const* rows, const float* weights, int count, float* to, std::size_t x) {
  Floats sum = {};
  for (int t = 0; t < count; t++) {
    const auto bytes = *reinterpret_cast<const LooseByteFloats*>(rows[t] + x);
    sum += __builtin_convertvector(__builtin_convertvector(bytes, Ints), Floats) * weights[t];
  }
  store(to + x, sum);
}

static void sumRowsInParts(const std::uint8_t* const* rows, const float* weights, int count, float* to, std::size_t length) {
  if (length < LANES) {
    for (std::size_t x = 0; x < length; x++) {
      float sum = 0;
      for (int t = 0; t < count; t++) sum += rows[t][x] * weights[t];
      to[x] = sum;
    }
    return;
  }
  for (std::size_t x = 0; x + LANES <= length; x += LANES) sumFloats(rows, weights, count, to, x);
  sumFloats(rows, weights, count, to, length - LANES);
}

// ---- Samples of a summed row ----

INLINE float lumaOf(float red, float green, float blue) { return 0.299f * red + 0.587f * green + 0.114f * blue; }

template <typename T>
INLINE float greySample(const T* row, const Columns& columns, int o) {
  float sum = 0;
  for (int t = columns.first[o]; t < columns.first[o + 1]; t++) sum += row[columns.offsets[t]] * columns.weights[t];
  return sum;
}

template <typename T>
INLINE float colourSample(const T* row, const Columns& columns, int o) {
  Four sum = {};
  for (int t = columns.first[o]; t < columns.first[o + 1]; t++) sum += asFour(row + columns.offsets[t]) * columns.weights[t];
  return lumaOf(sum[0], sum[1], sum[2]);
}

/** In whole numbers, the three channels at once: for where sums under both axes' weights fit 16 bits, as nearly everywhere in a still. */
INLINE float wholeColourSample(const std::uint16_t* row, const Columns& columns, int o) {
  EightWords sum = {};
  for (int t = columns.first[o]; t < columns.first[o + 1]; t++) {
    sum += *reinterpret_cast<const LooseEightWords*>(row + columns.offsets[t]) * columns.wholeWeights[t];
  }
  return lumaOf(sum[0], sum[1], sum[2]) / static_cast<float>(columns.denominators[o]);
}

INLINE FourInts sevenPixels(const std::uint16_t* row, const std::ptrdiff_t* offsets) {
  EightWords pixels[7];
  for (int t = 0; t < 7; t++) pixels[t] = *reinterpret_cast<const LooseEightWords*>(row + offsets[t]);
  const EightWords sum = pixels[0] + pixels[6] + ((pixels[1] + pixels[5]) << 1) + (pixels[2] + pixels[4]) * 3 + (pixels[3] << 2);
  FourInts lanes;
  __builtin_memcpy(&lanes, &sum, 16);
  return lanes;
}

/** Four samples at a time; of each, R and G are in lane 0 of its sum, B in the lower half of lane 1. */
INLINE void fourColourSamples(const std::uint16_t* row, const std::ptrdiff_t* offsets, float scale, float* to) {
  FourInts sums[4];
  for (int i = 0; i < 4; i++) sums[i] = sevenPixels(row, offsets + 7 * i);
  const FourInts one = SHUFFLE(sums[0], sums[1], 0, 4, 1, 5), two = SHUFFLE(sums[2], sums[3], 0, 4, 1, 5);
  const FourInts redGreen = SHUFFLE(one, two, 0, 1, 4, 5), blue = SHUFFLE(one, two, 2, 3, 6, 7);
  const Four luma = __builtin_convertvector(redGreen & 0xffff, Four) * 0.299f +
                    __builtin_convertvector(redGreen >> 16 & 0xffff, Four) * 0.587f + __builtin_convertvector(blue & 0xffff, Four) * 0.114f;
  *reinterpret_cast<LooseFour*>(to) = luma * scale;
}

/** Sums of three, `apart` from one another, the middle one counted `times`; elements past the end are made of what lies there. */
INLINE void sumsOfThree(const std::uint16_t* from, std::uint16_t* to, int length, int apart, int times) {
  for (int x = 0; x < length; x += LANES * 2) {
    const Words first = *reinterpret_cast<const LooseWords*>(from + x);
    const Words middle = *reinterpret_cast<const LooseWords*>(from + x + apart);
    const Words last = *reinterpret_cast<const LooseWords*>(from + x + 2 * apart);
    *reinterpret_cast<LooseWords*>(to + x) = first + last + (times == 2 ? middle << 1 : middle);
  }
}

/** Whether the whole samples of a grey row may be read from box sums of all of it, which cost less than the taps of each sample. */
INLINE bool fitBoxes(const Columns& columns, int denominator) {
  return columns.lastWhole > 0 && columns.window * columns.window * denominator <= LARGEST_DENOMINATOR;
}

/** Two box sums over one another, of all of a row that a whole sample is read from, by the factors of their weights. */
INLINE void bothBoxSums(const std::uint16_t* row, const Columns& columns, std::uint16_t* to) {
  alignas(64) std::uint16_t once[LARGEST_BOXED_ROW];
  const int first = columns.lowest[columns.firstWhole], last = columns.lowest[columns.lastWhole - 1];
  const int end = (first > last ? first : last) + 1;
  switch (columns.window) {
    case 1:
      __builtin_memcpy(to, row, end * sizeof *row);
      return;
    case 2:
      return sumsOfThree(row, to, end, 1, 2);
    case 3:
      sumsOfThree(row, once, end + 2, 1, 1);
      return sumsOfThree(once, to, end, 1, 1);
    default:
      sumsOfThree(row, once, end + 4, 1, 2);
      return sumsOfThree(once, to, end, 2, 2);
  }
}

INLINE void boxedSamples(const std::uint16_t* row, const std::uint16_t* sums, int denominator, const Columns& columns, float* to) {
  const float scale = 1.0f / static_cast<float>(denominator);
  const float overWindows = scale / static_cast<float>(columns.window * columns.window);
  for (int o = 0; o < GRID; o += 8) {
    const std::uint16_t* lowest = columns.lowest + o;
    const EightWords words = {sums[lowest[0]], sums[lowest[1]], sums[lowest[2]], sums[lowest[3]], sums[lowest[4]], sums[lowest[5]], sums[lowest[6]], sums[lowest[7]]};
    *reinterpret_cast<LooseEight*>(to + o) = __builtin_convertvector(words, Eight) * overWindows;
  }
  for (int o = 0; o < columns.firstWhole; o++) to[o] = greySample(row, columns, o) * scale;
  for (int o = columns.lastWhole; o < GRID; o++) to[o] = greySample(row, columns, o) * scale;
}

static void sampleRow(const std::uint16_t* row, int channels, int denominator, const Columns& columns, float* to) {
  if (fitBoxes(columns, denominator)) {
    alignas(64) std::uint16_t sums[LARGEST_BOXED_ROW];
    bothBoxSums(row, columns, sums);
    return boxedSamples(row, sums, denominator, columns, to);
  }
  const float scale = 1.0f / static_cast<float>(denominator);
  const bool fitSeven = channels >= 3 && denominator * 16 <= LARGEST_DENOMINATOR;
  for (int o = 0; o < GRID; o++) {
    if (fitSeven && o >= columns.firstSeven && o + 4 <= columns.lastSeven) {
      fourColourSamples(row, columns.offsets + columns.first[o], scale / 16, to + o);
      o += 3;
      continue;
    }
    const int overBoth = columns.denominators[o] * denominator;
    if (channels < 3) to[o] = greySample(row, columns, o) * scale;
    else if (overBoth == 0 || overBoth > LARGEST_DENOMINATOR) to[o] = colourSample(row, columns, o) * scale;
    else to[o] = wholeColourSample(row, columns, o) * scale;
  }
}

static void sampleRowBothWays(const std::uint16_t* row, int channels, int denominator, const Columns& plain, const Columns& mirrored, float* to, float* toMirrored) {
  if (!fitBoxes(plain, denominator)) {
    sampleRow(row, channels, denominator, plain, to);
    return sampleRow(row, channels, denominator, mirrored, toMirrored);
  }
  // Mirrored samples are read from the same sums: from one end of each to the other.
  alignas(64) std::uint16_t sums[LARGEST_BOXED_ROW];
  bothBoxSums(row, plain.lowest[plain.lastWhole - 1] > mirrored.lowest[mirrored.firstWhole] ? plain : mirrored, sums);
  boxedSamples(row, sums, denominator, plain, to);
  boxedSamples(row, sums, denominator, mirrored, toMirrored);
}

static void sampleRowOfParts(const float* row, int channels, const Columns& columns, float* to) {
  for (int o = 0; o < GRID; o++) to[o] = channels < 3 ? greySample(row, columns, o) : colourSample(row, columns, o);
}

// ---- From coefficients to bits ----

/** Floats as integers of the same order. */
INLINE std::int32_t orderOf(float value) {
  std::int32_t bits;
  __builtin_memcpy(&bits, &value, 4);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

INLINE float fromOrder(std::int32_t order) {
  const std::int32_t bits = order ^ ((order >> 31) & 0x7fffffff);
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

INLINE int sumOf(Ints lanes) {
  FourInts parts[LANES / 4];
  __builtin_memcpy(parts, &lanes, sizeof lanes);
  FourInts sum = parts[0];
  for (int i = 1; i < LANES / 4; i++) sum += parts[i];
  return sum[0] + sum[1] + (sum[2] + sum[3]);
}

/** Bit j of word i becomes bit i of word j: squares of 8, 4, 2 and 1 bits are exchanged over the diagonal. */
INLINE void turnBits(std::uint16_t* words) {
  unsigned mask = 0x00ff;
  for (int half = 8; half > 0; half /= 2, mask ^= mask << half) {
    for (int i = 0; i < 16; i++) {
      if (i & half) continue;
      const unsigned other = ((words[i] >> half) ^ words[i + half]) & mask;
      words[i] = static_cast<std::uint16_t>(words[i] ^ other << half);
      words[i + half] = static_cast<std::uint16_t>(words[i + half] ^ other);
    }
  }
}

/** What of 256 is above `threshold`, both ways round, and the distance between the two nearest to it. */
INLINE GapHash partedAt(const std::int32_t* order, std::int32_t threshold) {
  constexpr std::int32_t LOWEST = -0x7fffffff - 1, HIGHEST = 0x7fffffff;
  alignas(64) std::int32_t columns[16];
  Ints next = Ints{} + HIGHEST, median = Ints{} + LOWEST;
  for (int v = 0; v < 16; v += LANES) {
    Ints bits = {};
    for (int i = 0; i < 16; i++) {
      const Ints values = *reinterpret_cast<const Ints*>(order + i * 16 + v);
      const Ints above = values > threshold;
      bits |= above & (1 << i);
      const Ints higher = above ? values : HIGHEST + Ints{}, lower = above ? LOWEST + Ints{} : values;
      next = higher < next ? higher : next;
      median = lower > median ? lower : median;
    }
    *reinterpret_cast<Ints*>(columns + v) = bits;
  }
  GapHash found;
  for (int j = 0; j < 16; j++) found.hash.words[j] = found.turned.words[j] = static_cast<std::uint16_t>(columns[j]);
  turnBits(found.hash.words);
  std::int32_t least = HIGHEST, greatest = LOWEST;
  for (int lane = 0; lane < LANES; lane++) {
    least = next[lane] < least ? next[lane] : least;
    greatest = median[lane] > greatest ? median[lane] : greatest;
  }
  found.gap = fromOrder(least) - fromOrder(greatest);
  return found;
}

/** The lower median of 256 by bisection, which ends where half of them are above. */
INLINE GapHash hashOfCoefficients(const float* values) {
  alignas(64) std::int32_t order[256];
  std::int32_t low = 0x7fffffff, high = -0x7fffffff - 1;
  for (int i = 0; i < 256; i++) {
    // Nothing is added but to -0, which is no less than 0.
    order[i] = orderOf(values[i] + 0.0f);
    low = order[i] < low ? order[i] : low;
    high = order[i] > high ? order[i] : high;
  }
  while (low < high) {
    const std::int32_t middle = static_cast<std::int32_t>((static_cast<std::int64_t>(low) + high) >> 1);
    Ints above = {};
    for (int i = 0; i < 256; i += LANES) above -= *reinterpret_cast<const Ints*>(order + i) > middle;
    const int count = sumOf(above);
    if (count == 128) return partedAt(order, middle);
    if (count < 128) high = middle;
    else low = middle + 1;
  }
  // Others are as large as the median, and which half they belong to is open.
  GapHash found = partedAt(order, low);
  found.gap = 0;
  return found;
}

/** Sixteen rows of coefficients from sixteen rows of 64: from(i, k) · DCT(j, k) summed over k from the first on. */
INLINE void timesDct(const float* byRows, float* both) {
  // Eight vectors of sums at a time: fewer would wait for one another.
  constexpr int ACROSS = 16 / LANES, ROWS = 8 / ACROSS;
  for (int i = 0; i < 16; i += ROWS) {
    Floats sums[ROWS][ACROSS];
    for (int r = 0; r < ROWS; r++) {
      for (int v = 0; v < ACROSS; v++) sums[r][v] = Floats{};
    }
    for (int k = 0; k < GRID; k++) {
      for (int v = 0; v < ACROSS; v++) {
        const Floats dct = load(DCT.byColumns + k * 16 + v * LANES);
        for (int r = 0; r < ROWS; r++) sums[r][v] = sums[r][v] + dct * byRows[(i + r) * GRID + k];
      }
    }
    for (int r = 0; r < ROWS; r++) {
      for (int v = 0; v < ACROSS; v++) store(both + (i + r) * 16 + v * LANES, sums[r][v]);
    }
  }
}

/** The DCT down the columns by its symmetry: cosine i of the last row is ± that of the first, so half the products do. */
static GapHash hashOfGrid(const float* grid) {
  alignas(64) float byRows[16 * GRID];
  alignas(64) float both[256];
  for (int x = 0; x < GRID; x += LANES) {
    for (int parity = 0; parity < 2; parity++) {
      Floats sums[8];
      for (int i = 0; i < 8; i++) sums[i] = Floats{};
      for (int k = 0; k < GRID / 2; k++) {
        const Floats near = load(grid + k * GRID + x);
        const Floats far = load(grid + (GRID - 1 - k) * GRID + x);
        const Floats folded = parity == 0 ? near - far : near + far;
        for (int i = 0; i < 8; i++) sums[i] += folded * DCT.byColumns[k * 16 + 2 * i + parity];
      }
      for (int i = 0; i < 8; i++) store(byRows + (2 * i + parity) * GRID + x, sums[i]);
    }
  }
  timesDct(byRows, both);
  return hashOfCoefficients(both);
}

static GapHash exactHashOfGrid(const float* grid) {
  alignas(64) float byRows[16 * GRID];
  alignas(64) float both[256];
  for (int i = 0; i < 16; i++) {
    for (int x = 0; x < GRID; x += LANES) {
      Floats sum = {};
      for (int k = 0; k < GRID; k++) sum = sum + load(grid + k * GRID + x) * DCT.byRows[i * GRID + k];
      store(byRows + i * GRID + x, sum);
    }
  }
  timesDct(byRows, both);
  return hashOfCoefficients(both);
}

// ---- Quality ----

INLINE void addStep(Floats u, Floats v, float slack, Ints& low, Ints& high) {
  const Floats zero = {};
  const Floats difference = u - v;
  const Floats step = (difference < zero ? -difference : difference) * (100.0f / 255.0f);
  const Floats least = step - slack;
  low += __builtin_convertvector(least < zero ? zero : least, Ints);
  high += __builtin_convertvector(step + slack, Ints);
}

static Bounds stepsOfGrid(const float* grid, float slack) {
  const float stepSlack = slack * (100.0f / 255.0f);
  Ints low = {}, high = {};
  for (int y = 0; y < GRID; y++) {
    const float* row = grid + y * GRID;
    for (int x = 0; x < GRID; x += LANES) {
      if (y + 1 < GRID) addStep(load(row + x), load(row + GRID + x), stepSlack, low, high);
      if (x + LANES < GRID) addStep(load(row + x), load(row + x + 1), stepSlack, low, high);
    }
    // The last vector of a row has a neighbour less: its own last sample stands for it, which is a step of nothing.
    alignas(64) float shifted[LANES];
    for (int lane = 0; lane < LANES; lane++) shifted[lane] = row[lane + 1 < LANES ? GRID - LANES + lane + 1 : GRID - 1];
    addStep(load(row + GRID - LANES), load(shifted), stepSlack, low, high);
  }
  Bounds bounds = {0, 0};
  for (int lane = 0; lane < LANES; lane++) {
    bounds.low += low[lane];
    bounds.high += high[lane];
  }
  return bounds;
}

// ---- Brightness in whole numbers ----

static void wholeLumaOfPixels(const std::uint32_t* pixels, std::uint8_t* to, int count) {
  for (int x = 0; x < count; x++) {
    const std::uint32_t sum = 19595 * (pixels[x] & 255) + 38470 * (pixels[x] >> 8 & 255) + 7471 * (pixels[x] >> 16 & 255);
    to[x] = static_cast<std::uint8_t>((sum + 32768) >> 16);
  }
}

// ---- Tilted grids ----

INLINE int within(int place) {
  constexpr int END = (TILT_CELLS - 1) * 65536 - 1;
  const int notBelow = place < 0 ? 0 : place;
  return notBelow > END ? END : notBelow;
}

static void tiltRow(const std::uint32_t* pairs, const Slant& x, const Slant& y, float* to) {
  for (int column = 0; column < GRID; column++) {
    const int halves = 2 * column - GRID + 1;
    const int atX = within(x.middle + x.step * halves), atY = within(y.middle + y.step * halves);
    const int cell = (atY >> 16) * TILT_CELLS + (atX >> 16);
    const int right = atX >> 12 & 15, below = atY >> 12 & 15;
    const std::uint32_t above = pairs[cell], under = pairs[cell + TILT_CELLS];
    const int upper = static_cast<int>(above & 0xffff) * (16 - right) + static_cast<int>(above >> 16) * right;
    const int lower = static_cast<int>(under & 0xffff) * (16 - right) + static_cast<int>(under >> 16) * right;
    to[column] = static_cast<float>(upper * (16 - below) + lower * below) * (1.0f / 4096);
  }
}

// ---- The exact way ----

/** Brightness of pixels that hold R, G and B from the lowest byte up, summed from the left. */
static void lumaOfPixels(const std::uint32_t* pixels, float* to, int count) {
  for (int x = 0; x < count; x++) {
    const float red = static_cast<float>(static_cast<std::int32_t>(pixels[x] & 255));
    const float green = static_cast<float>(static_cast<std::int32_t>(pixels[x] >> 8 & 255));
    const float blue = static_cast<float>(static_cast<std::int32_t>(pixels[x] >> 16 & 255));
    to[x] = lumaOf(red, green, blue);
  }
}

INLINE void transposeFour(const float* from, std::size_t fromStride, float* to, std::size_t toStride) {
  Four rows[4];
  for (int i = 0; i < 4; i++) rows[i] = asFour(from + i * fromStride);
  const Four a = SHUFFLE(rows[0], rows[1], 0, 4, 1, 5), b = SHUFFLE(rows[0], rows[1], 2, 6, 3, 7);
  const Four c = SHUFFLE(rows[2], rows[3], 0, 4, 1, 5), d = SHUFFLE(rows[2], rows[3], 2, 6, 3, 7);
  const Four columns[4] = {SHUFFLE(a, c, 0, 1, 4, 5), SHUFFLE(a, c, 2, 3, 6, 7), SHUFFLE(b, d, 0, 1, 4, 5), SHUFFLE(b, d, 2, 3, 6, 7)};
  for (int i = 0; i < 4; i++) *reinterpret_cast<LooseFour*>(to + i * toStride) = columns[i];
}

static void transpose(const float* from, std::size_t fromStride, int rows, int columns, float* to, std::size_t toStride) {
  constexpr int TILE = 16;
  for (int y = 0; y < rows; y += TILE) {
    for (int x = 0; x < columns; x += TILE) {
      for (int column = x; column < x + TILE; column += 4) {
        for (int row = y; row < y + TILE; row += 4) transposeFour(from + row * fromStride + column, fromStride, to + column * toStride + row, toStride);
      }
    }
  }
}

INLINE void meanDownFour(const float* from, float* to, int rows, std::size_t stride) {
  const int window = (rows + 127) / 128;
  const int ahead = (window + 2) / 2;
  const int behind = window - ahead;
  Floats sums[4] = {};
  int held = 0;
  for (int entering = 0; entering < ahead - 1 && entering < rows; entering++, held++) {
    for (int v = 0; v < 4; v++) sums[v] = sums[v] + load(from + entering * stride + v * LANES);
  }
  for (int k = 0; k < rows; k++) {
    const int entering = k + ahead - 1;
    const int leaving = k - behind - 1;
    if (entering < rows) {
      held++;
      for (int v = 0; v < 4; v++) sums[v] = sums[v] + load(from + entering * stride + v * LANES);
    }
    if (leaving >= 0) {
      held--;
      for (int v = 0; v < 4; v++) sums[v] = sums[v] - load(from + leaving * stride + v * LANES);
    }
    const float divisor = static_cast<float>(held);
    // Dividing by a power of two and multiplying by its inverse are the same to the last bit; the latter is quicker.
    if ((held & (held - 1)) == 0) {
      const float inverse = 1.0f / divisor;
      for (int v = 0; v < 4; v++) store(to + k * stride + v * LANES, sums[v] * inverse);
    } else {
      for (int v = 0; v < 4; v++) store(to + k * stride + v * LANES, sums[v] / divisor);
    }
  }
}

static void meanDown(const float* from, float* to, int rows, int columns, std::size_t stride) {
  for (int x = 0; x < columns; x += LANES * 4) meanDownFour(from + x, to + x, rows, stride);
}

static const Kernels KERNELS = {NAME,       sumRows,     sumRowsInParts, sampleRow,      sampleRowBothWays, sampleRowOfParts,
                                hashOfGrid, stepsOfGrid, wholeLumaOfPixels, tiltRow, lumaOfPixels, transpose, meanDown, exactHashOfGrid};

#undef INLINE
#undef LANES
#undef NAME
