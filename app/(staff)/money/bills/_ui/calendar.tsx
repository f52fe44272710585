"use client";

import { ChevronLeft, ChevronRight, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ToneIcon, toneClass } from "#app/_ui/badge.tsx";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th } from "#app/_ui/table.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import type { Bill } from "#server/bills/schemas.ts";
import { BOARD_DAYS } from "../_lib/queries.ts";
import { openOf, useBillState, useDayText } from "../_lib/words.ts";
import type { Place } from "./bills-page.tsx";

type Props = {
  board: BillBoard;
  chosen: Place | null;
  onChoose: (place: Place) => void;
  onMove: (to: string | undefined) => void;
  mayUpload: boolean;
};

/** Channels by days, the newest day first: a phone shows what matters without scrolling. */
export function Calendar({ board, chosen, onChoose, onMove, mayUpload }: Props) {
  const t = useTranslations("bills.calendar");
  const channelName = useChannelName();
  const dayText = useDayText();
  const { channels, days, lastDay } = board;
  const newest = days[0] ?? lastDay;
  if (channels.length === 0) {
    return (
      <EmptyState title={t("empty")} action={mayUpload ? <LinkButton href="/channels">{t("setUp")}</LinkButton> : null}>
        {t("emptyHint")}
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="calendar-title" className="min-w-0">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="calendar-title" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <Window newest={newest} lastDay={lastDay} onMove={onMove} />
      </div>
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <Th className="sticky left-0 z-10">{t("channel")}</Th>
            {days.map((day) => (
              <Th key={day} className="px-1 text-center tabular">
                {dayText(day, "short")}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel.channel} className="last:[&>*]:border-b-0">
              <th
                scope="row"
                className="sticky left-0 z-10 max-w-32 border-b border-line bg-surface px-3 py-2 text-left font-medium"
              >
                <span className="block truncate">{channelName(channel.channel)}</span>
                {channel.fetched ? null : (
                  <span className="block text-xs font-normal text-muted">
                    {channel.enabled ? t("byHand") : t("disabled")}
                  </span>
                )}
              </th>
              {days.map((day) => (
                <Td key={day} className="px-1 text-center">
                  <Cell
                    channel={channelName(channel.channel)}
                    day={day}
                    bill={board.bills.find((bill) => bill.channel === channel.channel && bill.day === day)}
                    chosen={chosen?.channel === channel.channel && chosen.day === day}
                    onChoose={() => onChoose({ channel: channel.channel, day })}
                    mayUpload={mayUpload}
                  />
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

type WindowProps = { newest: string; lastDay: string; onMove: Props["onMove"] };

/** Moves the days that are shown. */
function Window({ newest, lastDay, onMove }: WindowProps) {
  const t = useTranslations("bills.calendar");
  const button = { type: "button", size: "compact", variant: "ghost" } as const;
  return (
    <div className="flex gap-1">
      <Button
        {...button}
        icon={<ChevronLeft aria-hidden className="size-4" />}
        onClick={() => onMove(shift(newest, -BOARD_DAYS))}
      >
        {t("earlier")}
      </Button>
      {newest < lastDay ? (
        <>
          <Button
            {...button}
            icon={<ChevronRight aria-hidden className="size-4" />}
            onClick={() => onMove(later(newest, lastDay))}
          >
            {t("later")}
          </Button>
          <Button {...button} onClick={() => onMove(undefined)}>
            {t("today")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

type CellProps = {
  channel: string;
  day: string;
  bill: Bill | undefined;
  chosen: boolean;
  onChoose: () => void;
  mayUpload: boolean;
};

function Cell({ channel, day, bill, chosen, onChoose, mayUpload }: CellProps) {
  const t = useTranslations("bills.calendar");
  const stateOf = useBillState();
  const dayText = useDayText();
  const state = bill ? stateOf(bill) : null;
  const open = bill ? openOf(bill) : 0;
  const words = state
    ? [state.label, ...(open > 0 ? [t("open", { n: open })] : [])].join(", ")
    : t(mayUpload ? "noneUpload" : "none");
  const label = t("cell", { channel, day: dayText(day), state: words });
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-label={label}
      aria-pressed={chosen}
      title={label}
      className={cx(
        "inline-flex min-h-9 min-w-11 items-center justify-center gap-0.5 rounded-md px-1 text-xs font-medium tabular",
        state ? toneClass[state.tone] : "text-faint hover:bg-sunken",
        chosen && "outline-2 outline-accent",
      )}
    >
      {state ? <ToneIcon tone={state.tone} className="size-4" /> : <Minus aria-hidden className="size-4" />}
      {open > 0 ? open : null}
    </button>
  );
}

const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The window after this one; the last is the one that follows along by itself. */
function later(newest: string, lastDay: string): string | undefined {
  const next = shift(newest, BOARD_DAYS);
  return next < lastDay ? next : undefined;
}
