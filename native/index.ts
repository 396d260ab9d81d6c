/** The typed face of native code: what is in TypeScript today and in C++ later answers the same bits here. */
export { pdqOfFrame, pdqOfRgb, symmetriesOfRgb } from './reference.ts'
export type { Pdq } from './reference.ts'
export { createHammingIndex, distance, hexOfWords, wordsOfHex } from './hamming.ts'
export type { HammingIndex, Neighbour } from './hamming.ts'
