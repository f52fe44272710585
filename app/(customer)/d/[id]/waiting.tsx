import { getTranslations } from "next-intl/server";
import { clockText } from "#app/_lib/time.ts";
import { Countdown } from "#app/_ui/countdown.tsx";
import type { Run } from "../../_lib/run.ts";

const MIN_REFRESH_S = 5;
const MAX_REFRESH_S = 60;

/** The part of a result that waits: how long until we look again by ourselves. Nothing when nothing waits. */
export async function Waiting({ run, now }: { id: string; run: Run; now: Date }) {
  const recheckAt = run.view.outcome?.recheckAt ?? run.view.outcome?.until;
  if (recheckAt === undefined) return null;
  const t = await getTranslations("customer.result");
  const left = Date.parse(recheckAt) - now.getTime();
  return (
    <>
      {left > 0 ? (
        <div className="mt-3 rounded-md bg-sunken px-4 py-3">
          <p className="flex items-baseline justify-between gap-4">
            <span className="text-muted">{t("waitLeft")}</span>
            <span className="text-2xl font-semibold">
              <Countdown until={recheckAt} initialText={clockText(left)} />
            </span>
          </p>
          <p className="mt-1 text-sm text-muted">{t("autoRecheck")}</p>
        </div>
      ) : null}
      <NoScriptRefresh seconds={Math.max(MIN_REFRESH_S, Math.min(MAX_REFRESH_S, Math.ceil(left / 1_000)))} />
    </>
  );
}

/** Without JavaScript the page looks again by itself, too. */
function NoScriptRefresh({ seconds }: { seconds: number }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a number of our own; React would hoist the tag out of noscript
  return <noscript dangerouslySetInnerHTML={{ __html: `<meta http-equiv="refresh" content="${seconds}">` }} />;
}
