/** One line of a documented shape: a member, indented by its depth. */
export type SchemaRow = {
  name: string;
  depth: number;
  type: string;
  refers?: string;
  required: boolean;
  about: string;
};

type Schema = Record<string, unknown>;
const MAX_DEPTH = 3;
const REFERENCE = "#/components/schemas/";

/** The members of a JSON Schema as flat rows, objects and lists of objects unfolded a few levels. */
export function schemaRows(schema: unknown, depth = 0): SchemaRow[] {
  const shape = unfold(asSchema(schema));
  const required = new Set((shape.required ?? []) as string[]);
  return Object.entries(asSchema(shape.properties)).flatMap(([name, raw]) => {
    const member = asSchema(raw);
    const refers = referenceOf(member);
    const row: SchemaRow = {
      name,
      depth,
      type: typeText(member),
      ...(refers ? { refers } : {}),
      required: required.has(name),
      about: aboutText(member),
    };
    return depth + 1 < MAX_DEPTH && !refers ? [row, ...schemaRows(member, depth + 1)] : [row];
  });
}

/** The type in few words: `string`, `integer?`, `Ticket[]`, `"a" | "b"`. */
export function typeText(schema: unknown): string {
  const shape = asSchema(schema);
  if (typeof shape.$ref === "string") return shape.$ref.slice(REFERENCE.length);
  const options = (shape.anyOf ?? shape.oneOf) as unknown[] | undefined;
  if (options) return [...new Set(options.map(typeText))].join(" | ");
  if (Array.isArray(shape.enum)) return shape.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in shape) return JSON.stringify(shape.const);
  if (shape.type === "array") {
    const inner = typeText(shape.items);
    return inner.includes(" | ") ? `(${inner})[]` : `${inner}[]`;
  }
  if (shape.format === "binary") return "file";
  return typeof shape.type === "string" ? shape.type : "any";
}

/** The named shape that a member is, or is a list of. */
export function referenceOf(schema: unknown): string | undefined {
  return referencePart(asSchema(schema)) || undefined;
}

function referencePart(shape: Schema): string {
  if (typeof shape.$ref === "string") return shape.$ref.slice(REFERENCE.length);
  if (shape.type === "array") return referencePart(asSchema(shape.items));
  const options = (shape.anyOf ?? shape.oneOf) as unknown[] | undefined;
  return options?.map((option) => referencePart(asSchema(option))).find((name) => name !== "") ?? "";
}

/** Lists and optional values stand for what is in them. */
function unfold(shape: Schema): Schema {
  if (shape.properties) return shape;
  if (shape.type === "array") return unfold(asSchema(shape.items));
  const options = (shape.anyOf ?? shape.oneOf) as unknown[] | undefined;
  const inner = options?.map((option) => unfold(asSchema(option))).find((option) => option.properties);
  return inner ?? shape;
}

function aboutText(shape: Schema): string {
  const bounds = [
    typeof shape.description === "string" ? shape.description : "",
    shape.format === "date-time" ? "RFC 3339" : "",
    bound("≥", shape.minimum ?? shape.minItems),
    bound("≤", shape.maximum ?? shape.maxItems),
    bound("≤", shape.maxLength, "characters"),
    shape.default === undefined ? "" : `= ${JSON.stringify(shape.default)}`,
  ];
  return bounds.filter((part) => part !== "").join(" · ");
}

const bound = (sign: string, value: unknown, unit = "") =>
  typeof value === "number" ? `${sign} ${value}${unit ? ` ${unit}` : ""}` : "";

const asSchema = (value: unknown): Schema => (typeof value === "object" && value !== null ? (value as Schema) : {});
