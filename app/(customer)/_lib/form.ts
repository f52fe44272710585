/** What a form shows after it was sent: what was typed, and what was wrong with it. */
export type FormState = {
  values: Record<string, string>;
  errors: { field: string; message: string }[];
  /** A step of a form that has more than one. */
  step?: string;
  /** Counts answers, so that the same error twice is noticed twice. */
  turn: number;
};

export type FormAction = (previous: FormState, data: FormData) => Promise<FormState>;

export const emptyForm: FormState = { values: {}, errors: [], turn: 0 };

const MAX_VALUE_CHARS = 20_000;

/** The text fields of a form, without React's own. Files stay with the browser. */
export function textValues(data: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of data) {
    if (typeof value === "string" && !name.startsWith("$")) values[name] = value.slice(0, MAX_VALUE_CHARS);
  }
  return values;
}

/** One text field, trimmed; undefined when it is empty. */
export function textField(data: FormData, name: string): string | undefined {
  const value = data.get(name);
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}
