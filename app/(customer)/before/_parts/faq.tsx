import { ChevronDown } from "lucide-react";
import { getTranslations } from "next-intl/server";

const items = ["quick", "limit", "real", "time", "official", "refresh", "big", "paid"] as const;

/** Questions about paying, each behind its own fold. Works without script. */
export async function Faq() {
  const t = await getTranslations("before.faq");
  return (
    <div className="divide-y divide-line rounded-md border border-line bg-surface">
      {items.map((item) => (
        <details key={item} className="group px-4">
          <summary className="touch flex list-none items-center justify-between gap-3 py-2 font-medium">
            {t(`items.${item}.q`)}
            <ChevronDown
              aria-hidden
              className="size-5 shrink-0 text-faint transition-transform group-open:rotate-180"
            />
          </summary>
          <p className="pb-4 text-muted">{t(`items.${item}.a`)}</p>
        </details>
      ))}
    </div>
  );
}
