#pragma once
#include "picture.hpp"

namespace paravent {

/** A picture without its borders, in the four ways in which native/trim.ts tells them. */
Rect trimmedOnce(const Picture& grey);
Rect trimmedTwice(const Picture& grey);
Rect trimmedRepeatedly(const Picture& grey);
Rect trimmedPastCaptions(const Picture& grey);

}
