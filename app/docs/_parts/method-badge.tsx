import { Badge, type Tone } from "#app/_ui/badge.tsx";

const tones: Record<string, Tone> = { get: "ok", post: "accent", patch: "wait", put: "wait", delete: "broken" };

/** The method of an operation. */
export function MethodBadge({ method }: { method: string }) {
  return <Badge tone={tones[method] ?? "neutral"}>{method.toUpperCase()}</Badge>;
}
