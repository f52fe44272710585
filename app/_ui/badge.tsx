import { Check, CircleAlert, CircleDashed, CircleHelp, Clock, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** What a colour may mean. `neutral` means nothing and has no icon. */
export const tones = ["ok", "wait", "broken", "unknown", "accent", "neutral"] as const;
export type Tone = (typeof tones)[number];

export const toneClass: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  wait: "bg-wait-soft text-wait",
  broken: "bg-broken-soft text-broken",
  unknown: "bg-unknown-soft text-unknown",
  accent: "bg-accent-soft text-accent-text",
  neutral: "bg-sunken text-muted",
};

const icons = { ok: Check, wait: Clock, broken: CircleAlert, unknown: CircleHelp, accent: Info, neutral: CircleDashed };

/** The icon of a tone. Decorative: a text always stands beside it. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Icon = icons[tone];
  return <Icon aria-hidden className={cx("shrink-0", className ?? "size-4")} />;
}

/** A small label without a state (a tag, a count). */
export function Badge({
  children,
  tone = "neutral",
  className,
}: {
  children: ReactNode;
  tone?: Tone;
  className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-medium whitespace-nowrap tabular",
        toneClass[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** A state: icon, colour and words, so that colour is never the only sign. */
export function StateBadge({ tone, children, className }: { tone: Tone; children: ReactNode; className?: string }) {
  return (
    <Badge tone={tone} className={className ?? ""}>
      <ToneIcon tone={tone} className="size-3.5" />
      {children}
    </Badge>
  );
}
