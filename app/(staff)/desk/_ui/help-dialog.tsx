"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Kbd } from "#app/_ui/surface.tsx";

/** The keys of the console, in the order of a ticket's life. */
const keys = [
  ["j", "next"],
  ["k", "previous"],
  ["Enter", "open"],
  ["/", "search"],
  ["a", "assign"],
  ["r", "reply"],
  ["n", "note"],
  ["m", "money"],
  ["e", "resolve"],
  ["s", "snooze"],
  ["Esc", "close"],
  ["?", "help"],
] as const;

export function HelpDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("desk.help");
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} closeLabel={common("close")}>
      <dl className="grid gap-2 sm:grid-cols-2">
        {keys.map(([key, name]) => (
          <div key={key} className="flex items-center justify-between gap-4">
            <dt>{t(name)}</dt>
            <dd>
              <Kbd>{key}</Kbd>
            </dd>
          </div>
        ))}
        <div className="flex items-center justify-between gap-4">
          <dt>{t("send")}</dt>
          <dd>
            <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd>
          </dd>
        </div>
      </dl>
    </Dialog>
  );
}
