import { formatFen } from "#server/core/money.ts";
import { cx } from "./cx.ts";

/** An amount in fen, as yuan: tabular, never broken over lines. In a table, put it in a right-aligned cell. */
export function Money({ fen, className }: { fen: number | null; className?: string }) {
  return <span className={cx("tabular whitespace-nowrap", className)}>{fen === null ? "–" : formatFen(fen)}</span>;
}
