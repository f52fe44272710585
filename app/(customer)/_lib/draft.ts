/** Drafts of forms in this browser, so that a reload or a dead battery loses nothing. Sent or a day old, they go. */
const PREFIX = "dz-draft:";
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;

type Draft = { at: number; values: Record<string, string> };

const fields = (form: HTMLFormElement) =>
  [...form.elements].filter(
    (element): element is HTMLInputElement | HTMLTextAreaElement =>
      element instanceof HTMLTextAreaElement ||
      (element instanceof HTMLInputElement && ["text", "tel", "email", "radio"].includes(element.type)),
  );

/** Saves what stands in the form's fields. A browser without storage just keeps none. */
export function keepDraft(key: string, form: HTMLFormElement): void {
  const values: Record<string, string> = {};
  for (const field of fields(form)) {
    if (!field.name || (field instanceof HTMLInputElement && field.type === "radio" && !field.checked)) continue;
    values[field.name] = field.value;
  }
  withStorage((storage) => storage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values } satisfies Draft)));
}

/** Puts a draft back into fields that are empty. @returns true when something came back */
export function restoreDraft(key: string, form: HTMLFormElement): boolean {
  let restored = false;
  withStorage((storage) => {
    const draft = JSON.parse(storage.getItem(PREFIX + key) ?? "null") as Draft | null;
    if (!draft || Date.now() - draft.at > MAX_AGE_MS) return;
    for (const field of fields(form)) {
      const value = draft.values[field.name];
      if (value === undefined || value === "") continue;
      if (field instanceof HTMLInputElement && field.type === "radio") {
        if (field.value === value && !field.checked) {
          field.checked = true;
          restored = true;
        }
      } else if (field.value === "") {
        field.value = value;
        restored = true;
      }
    }
  });
  return restored;
}

/** Forgets the drafts whose names begin so: what they held has been sent. */
export function clearDrafts(prefix: string): void {
  withStorage((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX + prefix)) storage.removeItem(key);
  });
}

function withStorage(use: (storage: Storage) => void): void {
  try {
    use(window.localStorage);
  } catch {
    // Storage is off, full or holds something foreign: the form works without drafts.
  }
}
