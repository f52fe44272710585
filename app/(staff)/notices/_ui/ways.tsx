"use client";

import { useTranslations } from "next-intl";
import { personChannels, staffNoticeKinds } from "#server/notifications/schemas.ts";
import type { Preferences } from "../_lib/queries.ts";

/** A table of boxes: what, by which ways besides the inbox. A way that is not set up is shown, and cannot be chosen. */
export function Ways({ preferences }: { preferences: Preferences }) {
  const t = useTranslations("staffNotices");
  const { usable, ways } = preferences;
  const missing = personChannels.filter((way) => !usable.includes(way));
  return (
    <div>
      <table className="w-full border-collapse text-sm">
        <caption className="mb-2 text-left text-base font-medium">{t("prefs.ways")}</caption>
        <thead>
          <tr className="border-b border-line text-left text-muted">
            <th scope="col" className="py-2 pr-3 font-medium">
              {t("prefs.what")}
            </th>
            {personChannels.map((way) => (
              <th key={way} scope="col" className="w-20 py-2 text-center font-medium">
                {t(`prefs.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {staffNoticeKinds.map((kind) => (
            <tr key={kind} className="border-b border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {t(`kind.${kind}`)}
              </th>
              {personChannels.map((way) => (
                <td key={way} className="text-center">
                  <label className="inline-flex size-11 cursor-pointer items-center justify-center">
                    <span className="sr-only">
                      {t("prefs.way", { kind: t(`kind.${kind}`), way: t(`prefs.${way}`) })}
                    </span>
                    <input
                      type="checkbox"
                      name={`${kind}.${way}`}
                      defaultChecked={ways[kind].includes(way)}
                      className="size-4.5 accent-accent"
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {missing.map((way) => (
        <p key={way} className="mt-2 text-sm text-muted">
          {t("prefs.off", { way: t(`prefs.${way}`) })}
        </p>
      ))}
    </div>
  );
}
