"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { Skeleton } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { type Command, commandInFull, useCommandFailure } from "../_lib/queries.ts";

/** Every attempt, and the very text that was sent. */
export function CommandDetail({ id }: { id: string }) {
  const t = useTranslations("commands");
  const failure = useCommandFailure();
  const command = useQuery(commandInFull(id));
  if (command.isPending) return <Skeleton className="mt-2 h-24" />;
  if (command.isError) return <p role="alert">{failure(command.error)}</p>;
  return (
    <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-4">
      <Log log={command.data.log} />
      <div>
        <h3 className="mb-1 font-medium">{t("body")}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="max-h-80 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs">
          {pretty(command.data.body)}
        </pre>
      </div>
    </div>
  );
}

function Log({ log }: { log: Command["log"] }) {
  const t = useTranslations("commands");
  const time = useSeconds();
  if (log.length === 0) return <p className="text-muted">{t("logNone")}</p>;
  return (
    <Table aria-label={t("log")}>
      <thead>
        <tr>
          <Th>{t("cols.time")}</Th>
          <Th>{t("cols.action")}</Th>
          <Th>{t("cols.outcome")}</Th>
          <Th align="right">{t("cols.took")}</Th>
          <Th>{t("cols.detail")}</Th>
        </tr>
      </thead>
      <tbody>
        {log.map((attempt, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no id and are only added at the end
          <Tr key={index}>
            <Td className="whitespace-nowrap tabular">{time(attempt.startedAt)}</Td>
            <Td className="whitespace-nowrap">{t(`action.${attempt.action}`)}</Td>
            <Td className="whitespace-nowrap">{t(`outcome.${attempt.outcome ?? "cut"}`)}</Td>
            <Td align="right" className="whitespace-nowrap">
              {attempt.tookMs === null ? "–" : t("took", { ms: attempt.tookMs })}
            </Td>
            <Td className="min-w-48 break-words">
              {attempt.detail ?? (attempt.httpStatus === null ? "–" : t("http", { status: attempt.httpStatus }))}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Attempts are seconds apart, so their times are shown to the second. */
function useSeconds(): (iso: string) => string {
  const format = new Intl.DateTimeFormat(useLocale(), {
    timeZone: "Asia/Shanghai",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return (iso) => format.format(new Date(iso));
}

/** With line breaks, to be read; what leaves has none. */
const pretty = (body: string) => JSON.stringify(JSON.parse(body), null, 2);
