/**
 * What a person entered in a date and time field, as Beijing time.
 * @returns the instant in RFC 3339, or undefined when it is empty or none
 */
export function beijingInstant(entered: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?/.exec(entered);
  if (!match) return undefined;
  const at = new Date(`${match[1]}T${match[2]}${match[3] ?? ":00"}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
