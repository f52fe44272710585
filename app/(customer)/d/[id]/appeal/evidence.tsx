import { FileText, LockKeyhole } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { OwnAppeal } from "#server/appeals/schemas.ts";
import { withdraw } from "./actions.ts";

type Item = OwnAppeal["evidence"][number];
type Props = {
  id: string;
  ticket: string | undefined;
  items: Item[];
  /** More may be given. */
  open: boolean;
  /** How a file of the page is shown. */
  src: (attachmentId: string) => string;
  failed: { item: string; text: string } | undefined;
};

/** What is asked for, each with why, how it is kept, what was given, and the way to give it. */
export async function Evidence({ id, ticket, items, open, src, failed }: Props) {
  const t = await getTranslations("appeals.own");
  const shown = items.filter(({ form, given }) => given.length > 0 || (open && form !== "text"));
  if (shown.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="mb-3 font-semibold">{t("files")}</h2>
      <div className="grid gap-4">
        {shown.map((item) => (
          <Card key={item.item} id={`item-${item.item}`}>
            <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
              <h3 className="font-semibold">{item.title}</h3>
              {item.missing ? (
                <StateBadge tone="wait">{t("missing")}</StateBadge>
              ) : item.given.length > 0 ? (
                <StateBadge tone="ok">{t("here")}</StateBadge>
              ) : (
                <span className="text-sm text-faint">{t("optional")}</span>
              )}
            </div>
            <p className="mt-1 max-w-prose text-muted">{item.why}</p>
            <p className="mt-1.5 flex max-w-prose gap-1.5 text-sm text-faint">
              <LockKeyhole aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              {item.kept}
            </p>
            <ul className="mt-3 grid gap-2 empty:hidden">
              {item.given.map((given) => (
                <Given key={given.id} id={id} ticket={ticket} item={item} given={given} src={src} />
              ))}
            </ul>
            {open && item.form !== "text" ? (
              <Upload
                id={id}
                ticket={ticket}
                item={item}
                failed={failed?.item === item.item ? failed.text : undefined}
              />
            ) : null}
          </Card>
        ))}
      </div>
    </section>
  );
}

type GivenProps = Pick<Props, "id" | "ticket" | "src"> & { item: Item; given: Item["given"][number] };

async function Given({ id, ticket, item, given, src }: GivenProps) {
  const t = await getTranslations("appeals.own");
  const gone = given.state === "erased";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-md bg-sunken px-3 py-2">
      <div className="min-w-0">
        {given.text ? <p className="break-words whitespace-pre-wrap">{given.text}</p> : null}
        {item.form === "identity" ? (
          <p className="flex items-center gap-1.5">
            <LockKeyhole aria-hidden className="size-4 text-muted" />
            {t(gone ? "erased" : "documentGiven")}
          </p>
        ) : null}
        {given.attachmentId ? (
          <a
            href={src(given.attachmentId)}
            target="_blank"
            rel="noreferrer"
            className="touch inline-flex items-center gap-1.5 font-medium text-accent-text hover:underline"
          >
            <FileText aria-hidden className="size-4" />
            {t("open")}
          </a>
        ) : null}
        <p className="text-sm text-faint">
          <RelativeTime at={given.at} exact className="tabular" />
          {given.keptUntil && !gone ? (
            <span className="ml-2">
              {t.rich("keptUntil", {
                time: () => <RelativeTime at={given.keptUntil ?? ""} exact className="tabular" />,
              })}
            </span>
          ) : null}
        </p>
      </div>
      {given.mayWithdraw ? (
        <form action={withdraw.bind(null, id, ticket, given.id)}>
          <Button variant="ghost">{t("withdraw")}</Button>
        </form>
      ) : null}
    </li>
  );
}

type UploadProps = Pick<Props, "id" | "ticket"> & { item: Item; failed: string | undefined };

/** A plain form with one file: it works without JavaScript. */
async function Upload({ id, ticket, item, failed }: UploadProps) {
  const t = await getTranslations("appeals.own");
  const secret = item.form === "identity";
  const query = new URLSearchParams({ item: item.item, ...(ticket ? { ticket } : {}) });
  const field = `file-${item.item}`;
  return (
    <form
      action={`/d/${encodeURIComponent(id)}/appeal/upload?${query}`}
      method="post"
      encType="multipart/form-data"
      className="mt-4 grid gap-3"
    >
      <div>
        <label htmlFor={field} className="mb-1.5 block text-sm font-medium">
          {t(secret ? "picture" : "file")}
        </label>
        <input
          id={field}
          name="file"
          type="file"
          required
          accept={secret ? "image/*" : "image/*,application/pdf"}
          aria-describedby={failed ? `${field}-error` : undefined}
          aria-invalid={failed ? true : undefined}
          className="block w-full text-sm file:mr-3 file:min-h-11 file:rounded-md file:border-0 file:bg-sunken file:px-4 file:text-text"
        />
        {failed ? (
          <p id={`${field}-error`} role="alert" className="mt-2 text-sm font-medium text-broken">
            {failed}
          </p>
        ) : null}
      </div>
      <Button variant="secondary" className="w-full sm:w-auto sm:justify-self-start">
        {t(item.given.length > 0 ? "again" : "upload")}
      </Button>
    </form>
  );
}
