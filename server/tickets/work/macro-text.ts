import { type MacroVariable, macroVariables } from "./schemas.ts";

/** Texts with variables in double braces: `{{order.number}}`. Pure. */

const VARIABLE = /\{\{\s*([^{}]{1,60}?)\s*\}\}/g;
const known = new Set<string>(macroVariables);

export type MacroValues = Record<MacroVariable, string | null>;

/** The names in braces that are no variables, each once. */
export function unknownVariables(template: string): string[] {
  const names = [...template.matchAll(VARIABLE)].map(([, name = ""]) => name);
  return [...new Set(names.filter((name) => !known.has(name)))];
}

/**
 * The text with its variables filled.
 * @returns `missing` names those that there is nothing for; they stay as they are in the text, so that people see where
 */
export function fillMacro(template: string, values: MacroValues): { body: string; missing: MacroVariable[] } {
  const missing = new Set<MacroVariable>();
  const body = template.replaceAll(VARIABLE, (whole, name: string) => {
    if (!known.has(name)) return whole;
    const value = values[name as MacroVariable];
    if (value !== null && value !== "") return value;
    missing.add(name as MacroVariable);
    return whole;
  });
  return { body, missing: [...missing] };
}
