#include "trim.hpp"
#include <algorithm>
#include <cstdlib>

namespace paravent {
namespace {

/** How far from the border's own shade a pixel of it may be: what a JPEG leaves of flat colour beside an edge. */
constexpr int TOLERANCE = 16;
/** Of a hundred pixels of a line of border, so many are of its shade. */
constexpr int PLAIN_SHARE = 95;
/** Of a hundred pixels of a border with a caption in it, so many are of its shade. */
constexpr int CAPTIONED_SHARE = 60;
/** Of a hundred lines of a picture, what may go on a side; with a caption, no more than this is looked through. */
constexpr int MOST_ON_A_SIDE = 45;
/** Hundredths that must be left of a side beside a side that nearly all is left of; else of the whole. */
constexpr int LEAST_OF_SIDE = 30;
constexpr int NEARLY_ALL = 90;
constexpr int LEAST_OF_WHOLE = 40;
constexpr int ROUNDS = 4;

enum Side { TOP, BOTTOM, LEFT, RIGHT };

/** One line of the rectangle, counted from a side of it. */
struct Line {
  const std::uint8_t* first;
  std::int64_t step;
  int length;
};

Line lineOf(const Picture& grey, const Rect& rect, Side side, int at) {
  switch (side) {
    case TOP: return {grey.row(rect.y + at) + rect.x, 1, rect.width};
    case BOTTOM: return {grey.row(rect.y + rect.height - 1 - at) + rect.x, 1, rect.width};
    case LEFT: return {grey.row(rect.y) + rect.x + at, grey.stride, rect.height};
    default: return {grey.row(rect.y) + rect.x + rect.width - 1 - at, grey.stride, rect.height};
  }
}

/** The lower median of a line. */
int shadeOf(const Line& line) {
  int counts[256] = {};
  for (int i = 0; i < line.length; i++) counts[line.first[i * line.step]]++;
  int below = 0;
  for (int shade = 0;; shade++) {
    below += counts[shade];
    if (2 * below >= line.length) return shade;
  }
}

int pixelsOfShade(const Line& line, int shade) {
  int count = 0;
  for (int i = 0; i < line.length; i++) count += std::abs(line.first[i * line.step] - shade) <= TOLERANCE;
  return count;
}

/** How many lines of a side are border; `captions` looks past lines that are not, as long as most of what it passes is. */
int borderOf(const Picture& grey, const Rect& rect, Side side, bool captions) {
  const int lines = (side == TOP || side == BOTTOM ? rect.height : rect.width) * MOST_ON_A_SIDE / 100;
  const int shade = shadeOf(lineOf(grey, rect, side, 0));
  int border = 0;
  std::int64_t passed = 0, ofShade = 0;
  for (int at = 0; at < lines; at++) {
    const Line line = lineOf(grey, rect, side, at);
    const int same = pixelsOfShade(line, shade);
    passed += line.length;
    ofShade += same;
    const bool plain = same * 100 >= line.length * PLAIN_SHARE;
    if (plain && (!captions || ofShade * 100 >= passed * CAPTIONED_SHARE)) border = at + 1;
    if (!plain && (!captions || border == 0)) break;
  }
  return border;
}

/** All four sides of one rectangle at once: bars above and below are gone before what they lay beside is looked at. */
Rect trimmedRound(const Picture& grey, const Rect& rect, bool captions) {
  const int top = borderOf(grey, rect, TOP, captions), bottom = borderOf(grey, rect, BOTTOM, captions);
  const int left = borderOf(grey, rect, LEFT, captions), right = borderOf(grey, rect, RIGHT, captions);
  return {rect.x + left, rect.y + top, rect.width - left - right, rect.height - top - bottom};
}

/** Bars on two sides may be wide. What lies small in the middle of one colour is a sign on its ground, and its ground belongs to it. */
bool isPicture(const Rect& rect, const Rect& whole) {
  const int across = rect.width * 100 / whole.width, down = rect.height * 100 / whole.height;
  if (std::max(across, down) >= NEARLY_ALL) return std::min(across, down) >= LEAST_OF_SIDE;
  return across * down >= LEAST_OF_WHOLE * 100;
}

Rect trimmed(const Picture& grey, int rounds, bool captions) {
  const Rect whole = {0, 0, grey.width, grey.height};
  Rect rect = whole;
  for (int round = 0; round < rounds; round++) {
    const Rect next = trimmedRound(grey, rect, captions);
    if (next == rect) break;
    rect = next;
  }
  return isPicture(rect, whole) ? rect : whole;
}

}

Rect trimmedOnce(const Picture& grey) { return trimmed(grey, 1, false); }
Rect trimmedTwice(const Picture& grey) { return trimmed(grey, 2, false); }
Rect trimmedRepeatedly(const Picture& grey) { return trimmed(grey, ROUNDS, false); }
Rect trimmedPastCaptions(const Picture& grey) { return trimmed(grey, ROUNDS, true); }

}
