import { z } from "zod";

export type JsonSchema = Record<string, unknown>;

/**
 * Turns zod schemas into JSON Schema 2020-12, which OpenAPI 3.1 speaks natively. Schemas that were given a name stand once
 * under `components.schemas` and are referred to everywhere else.
 */
export class SchemaBook {
  readonly components: Record<string, JsonSchema> = {};
  private readonly names = z.registry<{ id: string }>();

  /** Gives an answer's schema the name under which it is referred to. */
  name(id: string, schema: z.ZodType): void {
    this.names.add(schema, { id });
  }

  /** What callers receive. */
  output(schema: z.ZodType): JsonSchema {
    return this.convert(schema, "output");
  }

  /** What callers send: members with a default are optional here. */
  input(schema: z.ZodType): JsonSchema {
    return this.convert(schema, "input");
  }

  private convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // In a wrapper the schema itself, too, becomes a reference when it has a name.
    const wrapped = z.toJSONSchema(z.object({ it: schema }), {
      io,
      metadata: this.names,
      unrepresentable: "any",
    }) as unknown as JsonSchema & { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> };
    for (const [id, definition] of Object.entries(wrapped.$defs ?? {})) {
      const { id: _id, ...rest } = definition;
      this.components[id] ??= tidy(rest) as JsonSchema;
    }
    return tidy(wrapped.properties.it) as JsonSchema;
  }
}

/**
 * Points references at the components. Leaves out bounds that only say "a safe integer", and the ban on further members:
 * answers may gain some.
 */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, member]) => {
    if (key === "maximum") return member !== Number.MAX_SAFE_INTEGER;
    if (key === "minimum") return member !== Number.MIN_SAFE_INTEGER;
    if (key === "additionalProperties") return member !== false;
    return key !== "$schema" && key !== "~standard";
  });
  return Object.fromEntries(
    entries.map(([key, member]) =>
      key === "$ref" && typeof member === "string"
        ? [key, member.replace("#/$defs/", "#/components/schemas/")]
        : [key, tidy(member)],
    ),
  );
}
