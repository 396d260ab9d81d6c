#include "views.hpp"
#include <algorithm>
#include "pdq.hpp"
#include "tilt.hpp"
#include "trim.hpp"

namespace paravent {
namespace {

/** Places in VIEWS of contract/views.ts. */
constexpr int NEGATIVE = 8, TRIMS = 9, CROPS = 41, TILTS = 47;
/** Hundredths of each side that are cut off. */
constexpr int CROPPED[] = {3, 6, 9, 12, 15, 18};

class Views {
 public:
  Views(const Picture& picture, const Canvas& canvas, const Kernels& use) : canvas(canvas), use(use) { turns(0, picture); }

  void negative() {
    Hash turnedOver = views[0].hash;
    for (auto& word : turnedOver.words) word = static_cast<std::uint16_t>(~word);
    put(NEGATIVE, views[0].quality, turnedOver);
  }

  /** Each trim that is another rectangle than those before it. */
  void trims() {
    const Picture grey = canvas.whole();
    const Rect whole = {0, 0, grey.width, grey.height};
    const Rect rects[4] = {trimmedOnce(grey), trimmedTwice(grey), trimmedRepeatedly(grey), trimmedPastCaptions(grey)};
    for (int i = 0; i < 4; i++) {
      if (rects[i] != whole && std::find(rects, rects + i, rects[i]) == rects + i) turns(TRIMS + 8 * i, part(grey, rects[i]));
    }
  }

  void crops() {
    int code = CROPS;
    for (const int share : CROPPED) {
      const int x = (canvas.width * share + 100) / 200, y = (canvas.height * share + 100) / 200;
      const Pdq found = pdqOfStill(part(canvas.whole(), {x, y, canvas.width - 2 * x, canvas.height - 2 * y}), use);
      put(code++, found.fingerprint.quality, found.fingerprint.hash);
    }
  }

  void tilts() {
    const Tilter tilter(canvas, use);
    alignas(64) float grid[GRID * GRID];
    int code = TILTS;
    for (const bool grown : {false, true}) {
      for (int degrees = -LARGEST_TILT; degrees <= LARGEST_TILT; degrees++) {
        if (degrees == 0) continue;
        tilter.grid(degrees, grown, grid);
        const Fingerprint found = fingerprintOfGrid(grid, use);
        put(code++, found.quality, found.hash);
      }
    }
  }

  std::vector<View> views;

 private:
  const Canvas& canvas;
  const Kernels& use;

  void put(int code, int quality, const Hash& hash) { views.push_back({static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(quality), hash}); }

  /** A picture in its eight symmetries, each of the quality of the first. */
  void turns(int code, const Picture& picture) {
    const Symmetries made = symmetriesOfStill(picture, use);
    for (const Hash& hash : made.hashes) put(code++, made.quality, hash);
  }
};

}

std::vector<View> viewsOfStill(const Picture& picture, const Canvas& canvas, const Kernels& use) {
  if (picture.width < SMALLEST_SIDE || picture.height < SMALLEST_SIDE) return {};
  Views made(picture, canvas, use);
  made.negative();
  made.trims();
  made.crops();
  made.tilts();
  return made.views;
}

}
