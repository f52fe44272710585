"use client";

/** The one question for a second factor that a page can have open, whoever asks it. */

type Question = { answer: (shown: boolean) => void };
let open: { question: Question; promise: Promise<boolean> } | undefined;
let declined = false;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/**
 * Asks the person at this page for their second factor. Calls that ask at the same time share one question.
 * @param wanted true for what the person just did; a page that only reads by itself is not to ask twice
 * @returns whether it was shown
 */
export function askForFactor(wanted: boolean): Promise<boolean> {
  if (open) return open.promise;
  // No dialog on this page to ask in: the failure says so instead.
  if (listeners.size === 0 || (declined && !wanted)) return Promise.resolve(false);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const answer = (shown: boolean) => {
    if (open?.promise !== promise) return;
    open = undefined;
    declined = !shown;
    resolve(shown);
    tell();
  };
  open = { question: { answer }, promise };
  tell();
  return promise;
}

/** For the dialog: the open question. */
export const openQuestion = (): Question | undefined => open?.question;
export function onQuestion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
