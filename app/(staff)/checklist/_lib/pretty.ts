/** As long as a line of JSON may get before it is broken. */
const WIDTH = 110;

/**
 * JSON for people: what fits on a line stands on one. A pack has a fifth of the lines that it has with every value on its own, so that
 * it can be read, and edited in a plain text field.
 */
export function prettyJson(value: unknown, indent = ""): string {
  const flat = inOneLine(value);
  if (indent.length + flat.length <= WIDTH || typeof value !== "object" || value === null) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${deeper}${prettyJson(item, deeper)}`).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{\n${members.map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${prettyJson(member, deeper)}`).join(",\n")}\n${indent}}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0
    ? "{}"
    : `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${inOneLine(member)}`).join(", ")} }`;
}
