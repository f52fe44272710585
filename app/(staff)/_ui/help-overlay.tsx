"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Kbd } from "#app/_ui/surface.tsx";
import { actionIds, actions, type groups, keysOf } from "../_lib/actions/list.ts";
import { keysAreOff, switchKeys } from "../_lib/actions/preference.ts";
import { useActionName } from "../_lib/actions/use-action-name.ts";
import { useOffered } from "../_lib/actions/use-actions.ts";
import { Keys } from "./keys.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };
/** In this order two columns of them are about as long. */
const columns = ["list", "places", "ticket", "write"] as const satisfies readonly (typeof groups)[number][];

/** Every key, from the one list of actions. What cannot be done here and now is paler. */
export function HelpOverlay({ open, onOpenChange }: Props) {
  const t = useTranslations("actions.help");
  const common = useTranslations("common");
  const name = useActionName();
  const offered = useOffered();
  return (
    <Dialog wide open={open} onOpenChange={onOpenChange} title={t("title")} closeLabel={common("close")}>
      <div className="-mb-6 gap-x-10 sm:columns-2">
        {columns.map((group) => (
          <section key={group} className="mb-6 break-inside-avoid">
            <h3 className="mb-2 text-sm font-semibold text-muted">{t(`groups.${group}`)}</h3>
            <dl className="grid gap-1.5 text-sm">
              {group === "list" ? <Rows /> : null}
              {actionIds
                .filter((id) => actions[id].group === group && keysOf(id) !== undefined && !/^view\.[2-9]$/.test(id))
                .map((id) => (
                  <div
                    key={id}
                    className={cx(
                      "flex items-center justify-between gap-4",
                      offered.includes(id) || id === "write.send" ? "" : "text-faint",
                    )}
                  >
                    <dt>{id === "view.1" ? t("views") : name(id)}</dt>
                    <dd className="inline-flex items-center gap-1">
                      <Keys id={id} />
                      {id === "view.1" ? (
                        <>
                          – <Keys id="view.9" />
                        </>
                      ) : null}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <SingleKeys />
    </Dialog>
  );
}

/** What the list itself hears, wherever in it the focus is. */
function Rows() {
  const t = useTranslations("actions.help");
  return (
    <>
      {(
        [
          ["rows", ["↑", "↓", "Home", "End"]],
          ["space", ["Space"]],
        ] as const
      ).map(([key, keys]) => (
        <div key={key} className="flex items-center justify-between gap-4">
          <dt>{t(key)}</dt>
          <dd className="inline-flex items-center gap-1">
            {keys.map((one) => (
              <Kbd key={one}>{one}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </>
  );
}

/** Whether single letters do anything: for whoever speaks to their machine. */
function SingleKeys() {
  const t = useTranslations("actions.help");
  const [on, setOn] = useState(true);
  useEffect(() => setOn(!keysAreOff()), []);
  return (
    <div className="mt-6 border-t border-line pt-4">
      <label className="inline-flex min-h-8 items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={on}
          onChange={(event) => {
            void switchKeys(event.target.checked);
            setOn(event.target.checked);
          }}
        />
        {t("single")}
      </label>
      <p className="text-sm text-muted">{t("singleHint")}</p>
    </div>
  );
}
