import type { Operation } from "#app/api/v1/_rest/openapi.ts";

/** A command that calls the operation, to be copied and filled in. */
export function curlOf(appUrl: string, method: string, path: string, operation: Operation): string {
  const lines = [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${appUrl}${path.replaceAll(/\{(\w+)\}/g, "$$$1")}`,
  ];
  if (operation.security.some((each) => "apiKey" in each)) lines.push(`-H "Authorization: Bearer $KEY"`);
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in !== "header" || !parameter.required) continue;
    const value =
      parameter.name === "Idempotency-Key" ? "$(uuidgen)" : `$${parameter.name.replaceAll("-", "_").toUpperCase()}`;
    lines.push(`-H "${parameter.name}: ${value}"`);
  }
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (type === "multipart/form-data") lines.push("-F file=@proof.png", "-F kind=debit_proof");
  else if (type && !type.includes("json")) lines.push(`-H "Content-Type: ${type}"`, "--data-binary @file");
  else if (type) lines.push(`-H "Content-Type: ${type}"`, `-d '${JSON.stringify(body?.example ?? {})}'`);
  return lines.join(" \\\n  ");
}
