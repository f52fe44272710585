"use client";

import { useTranslations } from "next-intl";
import { Banner } from "#app/_ui/surface.tsx";
import { usePackFailure } from "../_lib/use-pack-failure.ts";

type Problem = { path: string; text: string; line: number | null };

/** Why something about a pack was refused, with a line for each problem. */
export function Failure({ error }: { error: unknown }) {
  const { text, problems } = usePackFailure()(error);
  return (
    <Banner tone="broken" role="alert" title={text}>
      {problems.length > 0 ? <ProblemList problems={problems} /> : null}
    </Banner>
  );
}

/** @param onLine takes the reader to a line, where the text is at hand */
export function ProblemList({ problems, onLine }: { problems: Problem[]; onLine?: (line: number) => void }) {
  const t = useTranslations("checklist.edit");
  return (
    <ul className="mt-1 grid max-h-96 gap-1.5 overflow-y-auto text-sm">
      {problems.map(({ path, text, line }) => (
        <li key={`${path} ${text}`}>
          {line !== null && onLine ? (
            <button
              type="button"
              onClick={() => onLine(line)}
              className="mr-2 min-h-8 text-accent-text underline underline-offset-4"
            >
              {t("line", { line })}
            </button>
          ) : null}
          <code className="mr-2 font-mono text-xs break-all text-muted">{path}</code>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
