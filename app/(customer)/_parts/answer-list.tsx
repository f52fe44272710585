import { getFormatter, getTranslations } from "next-intl/server";
import { formatFen } from "#server/core/money.ts";
import type { Run } from "../_lib/run.ts";
import { quietLink } from "./run-nav.tsx";

type Props = {
  id: string;
  answers: Run["answers"] /** The page to come back to once an answer was changed. */;
  from?: "check";
};

/** What was answered, each with the way to change it; what no longer counts is set aside, and still there. */
export async function AnswerList({ id, answers, from }: Props) {
  const [t, form, format] = await Promise.all([
    getTranslations("customer.check"),
    getTranslations("customer.form"),
    getFormatter(),
  ]);
  const shown = ({ kind, value, label }: Run["answers"][number]) => {
    if (value === "unsure") return kind === "choice" ? label : form("unsure");
    if (kind === "amount") return formatFen(Number(value));
    if (kind === "time") {
      return format.dateTime(new Date(String(value)), {
        dateStyle: "medium",
        timeStyle: "short",
        timeZone: "Asia/Shanghai",
      });
    }
    return kind === "file" ? t("fileAnswer") : label;
  };
  const row = (said: Run["answers"][number]) => (
    <li key={said.questionId} className="flex items-center justify-between gap-4">
      <div className="min-w-0 py-2.5">
        <p className="text-sm text-muted">{said.title}</p>
        <p className={said.setAside ? "break-words text-muted line-through" : "font-medium break-words"}>
          {shown(said)}
        </p>
        {said.setAside ? <p className="text-sm text-muted">{t("setAside")}</p> : null}
      </div>
      {said.setAside ? null : (
        <a
          href={`/d/${id}/edit/${encodeURIComponent(said.questionId)}${from ? `?from=${from}` : ""}`}
          aria-label={t("editLabel", { question: said.title })}
          className={quietLink}
        >
          {t("edit")}
        </a>
      )}
    </li>
  );
  const order = [...answers.filter((said) => !said.setAside), ...answers.filter((said) => said.setAside)];
  return <ul className="mt-2 divide-y divide-line border-y border-line">{order.map(row)}</ul>;
}
