/** A fault that set-up expects and can name in a sentence that tells what to do. Anything else is a bug and throws. */
export class Problem extends Error {}
