#pragma once
#include "../cpp/picture.hpp"

namespace paravent::baseline {

/**
 * PDQ written down step after step, in the order in which it is defined and with nothing clever in it: what the fast way is
 * measured against (tests/bench/fingerprints.ts). The product never calls it.
 */
Fingerprint plainPdq(const Picture& picture);

/** From brightness on, which is left as it is. */
Fingerprint plainPdqOfLuma(const float* luma, int width, int height);

}
