import { ArrowLeft, MessageCircleMore } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";

export const quietLink =
  "touch inline-flex items-center gap-1.5 rounded-md font-medium text-accent-text underline-offset-4 hover:underline";

type Props = { id: string /** A link or a form that goes one step back. */; back?: ReactNode; human?: boolean };

/** Back on one side, a person on the other: on every page of a run. */
export async function RunNav({ id, back, human = true }: Props) {
  const t = await getTranslations("customer");
  return (
    <div className="-mt-4 mb-4 flex items-center justify-between gap-4">
      {back ?? (
        <a href="/" className={quietLink}>
          <ArrowLeft aria-hidden className="size-4" />
          {t("question.toStart")}
        </a>
      )}
      {human ? (
        <a href={`/d/${id}/proofs`} className={quietLink}>
          <MessageCircleMore aria-hidden className="size-4" />
          {t("nav.human")}
        </a>
      ) : null}
    </div>
  );
}

export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className={quietLink}>
      <ArrowLeft aria-hidden className="size-4" />
      {children}
    </a>
  );
}
