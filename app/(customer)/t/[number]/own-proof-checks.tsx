import { getTranslations } from "next-intl/server";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { ownProofChecks } from "#server/tickets/index.ts";
import type { CustomerTicket, OwnProofCheck, OwnProofField } from "#server/tickets/schemas.ts";
import { ticketContext } from "../../_lib/session.ts";

const tones: Record<OwnProofField["verdict"], Tone> = { match: "ok", mismatch: "broken", unknown: "unknown" };

/** What was read off the customer's own screenshots, each with its part of the picture, and whether our records agree. */
export async function OwnProofChecks({ ticket }: { ticket: CustomerTicket }) {
  const ctx = await ticketContext(ticket.number);
  if (!ctx || ticket.attachments.every((file) => file.extracted === undefined)) return null;
  const checks = await ownProofChecks({ ctx, input: { number: ticket.number } });
  const read = checks
    .map((check) => ({ ...check, fields: check.fields.filter(({ said }) => said !== null) }))
    .filter((check) => check.fields.length > 0);
  if (read.length === 0) return null;
  const t = await getTranslations("proofs.own");
  return (
    <section className="mt-5 border-t border-line pt-4">
      <h3 className="text-sm font-semibold">{t("title")}</h3>
      <p className="mt-1 text-sm text-muted">{t("hint")}</p>
      <ul className="mt-3 grid gap-4">
        {read.map((check) => {
          const file = ticket.attachments.find(({ id }) => id === check.attachmentId);
          return file ? <Own key={file.id} check={check} name={file.name} /> : null;
        })}
      </ul>
    </section>
  );
}

async function Own({ check, name }: { check: OwnProofCheck; name: string }) {
  const [t, words] = await Promise.all([getTranslations("proofs.own"), getTranslations("proofs")]);
  return (
    <li>
      <p className="truncate text-sm font-medium">{name}</p>
      <dl className="mt-1 divide-y divide-line">
        {check.fields.map((field) => (
          <div key={field.name} className="grid gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[6rem_minmax(0,1fr)_auto]">
            <dt className="text-sm text-muted">{words(`field.${field.name}`)}</dt>
            <dd className="min-w-0">
              {/* biome-ignore lint/performance/noImgElement: a part of a private file */}
              <img
                src={`/api/attachments/${check.attachmentId}/crop?field=${field.name}`}
                alt={words("crop", { field: words(`field.${field.name}`) })}
                loading="lazy"
                className="mb-1 max-h-14 max-w-full rounded-sm border border-line bg-sunken"
              />
              <Said field={field} />
            </dd>
            <dd>
              <StateBadge tone={tones[field.verdict]}>{t(field.verdict)}</StateBadge>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

async function Said({ field: { name, said } }: { field: OwnProofField }) {
  const t = await getTranslations("proofs.status");
  if (said === null) return null;
  if (name === "amountFen") return <Money fen={Number(said)} className="font-medium" />;
  if (name === "paidAt") return <RelativeTime at={String(said)} exact className="tabular" />;
  if (name === "status") {
    const key = String(said) as Parameters<typeof t.has>[0];
    return <span>{t.has(key) ? t(key) : said}</span>;
  }
  return <span className="break-all tabular">{said}</span>;
}
