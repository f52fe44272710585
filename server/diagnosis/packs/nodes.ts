/** The names of the places in a pack's graph: questions, causes, and what they come to. Pure. */

/** What a cause comes to: the same for all causes that lead to the same remedies. */
export const outcomeNode = (kind: string, remedies: readonly string[]): string => `o:${kind}:${remedies.join("+")}`;
