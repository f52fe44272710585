/** The letters that the recognition model found along a line, with where each ends (fraction of the line's width). */
export type DecodedLine = { text: string; confidence: number; ends: number[] };

/**
 * Reads the model's scores: for each step along the line the likeliest letter; repeats are one letter, and class 0 is none
 * (CTC).
 * @param scores steps × `classes`
 */
export function decodeLine(scores: Float32Array, classes: number, letters: readonly string[]): DecodedLine {
  const steps = classes > 0 ? scores.length / classes : 0;
  const ends: number[] = [];
  let text = "";
  let sum = 0;
  let found = 0;
  let before = 0;
  for (let step = 0; step < steps; step++) {
    const base = step * classes;
    let best = 0;
    let score = -1;
    for (let at = 0; at < classes; at++) {
      const value = scores[base + at] ?? 0;
      if (value > score) {
        score = value;
        best = at;
      }
    }
    if (best !== 0 && best !== before) {
      const letter = letters[best - 1] ?? "";
      text += letter;
      for (let unit = 0; unit < letter.length; unit++) ends.push(Math.min(1, (step + 1) / steps));
      sum += score;
      found++;
    } else if (best !== 0 && ends.length > 0) ends[ends.length - 1] = Math.min(1, (step + 1) / steps);
    before = best;
  }
  return { text, confidence: found === 0 ? 0 : sum / found, ends };
}
