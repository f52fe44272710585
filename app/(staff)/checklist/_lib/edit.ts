/** Changing a pack's content in a form. Pure. */

export type Path = readonly (string | number)[];

/** The same content with one value changed; what is not on the way stays the same object. */
export function withValue<T>(content: T, path: Path, value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  if (Array.isArray(content)) {
    return content.map((item, i) => (i === key ? withValue(item, rest, value) : item)) as T;
  }
  const record = content as Record<string, unknown>;
  return { ...record, [key]: withValue(record[key], rest, value) } as T;
}

/** A number as somebody types it; null while it is none. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
