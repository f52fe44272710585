import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { ownAppealPage } from "#server/appeals/index.ts";
import type { OwnAppeal } from "#server/appeals/schemas.ts";
import { pageLocale } from "../../../_lib/session.ts";
import { readUploadError } from "../../../_lib/upload.ts";
import { uploadWords } from "../../../_lib/upload-words.ts";
import { formLabels } from "../../../_lib/words.ts";
import { AppealResult, AppealSteps } from "../../../_parts/appeal-steps.tsx";
import { Gone } from "../../../_parts/gone.tsx";
import { KeepFresh } from "../../../_parts/keep-fresh.tsx";
import { MessageForm } from "../../../_parts/message-form.tsx";
import { BackLink, RunNav } from "../../../_parts/run-nav.tsx";
import { lookAgain, send } from "./actions.ts";
import { AppealForm } from "./appeal-form.tsx";
import { Evidence } from "./evidence.tsx";
import { type AppealPlace, appealPlace } from "./place.ts";

type Query = { ticket?: string; said?: string; failed?: string; item?: string };
type Props = { params: Promise<{ id: string }>; searchParams: Promise<Query> };

const notes = ["added", "withdrawn", "sent", "looked", "changed"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appeals.own");
  return { title: t("title"), robots: { index: false } };
}

/** The appeal of an order's owner: what is asked for and the way to send it, then how it stands and how it ended. */
export default async function AppealPage({ params, searchParams }: Props) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const ticket = typeof query.ticket === "string" ? query.ticket.slice(0, 40) : undefined;
  const place = await appealPlace(id, ticket);
  if (!place) return <Gone what="diagnosis" />;
  const locale = await pageLocale();
  const [t, page] = await Promise.all([
    getTranslations("appeals.own"),
    ownAppealPage({ ctx: place.ctx, where: place.where, locale }),
  ]);
  const note = notes.find((known) => known === query.said);
  const back = place.upload.kind === "ticket" ? `/t/${encodeURIComponent(place.upload.id)}` : `/d/${id}`;
  return (
    <>
      <RunNav id={id} human={false} back={<BackLink href={back}>{t("back")}</BackLink>} />
      {note ? (
        <Banner tone={note === "changed" ? "wait" : "ok"} role="status" className="mb-6">
          {t(note)}
        </Banner>
      ) : null}
      {page.kind === "not_proven" ? (
        <Elsewhere title={t("notProven")} text={t("notProvenText")}>
          <LinkButton href={`/d/${id}/prove`} variant="primary">
            {t("prove")}
          </LinkButton>
          <LinkButton href={`/d/${id}/proofs`}>{t("general")}</LinkButton>
        </Elsewhere>
      ) : page.kind === "nothing" ? (
        <Elsewhere title={t("nothing")} text={t("nothingText")}>
          <LinkButton href={back} variant="primary">
            {t("back")}
          </LinkButton>
        </Elsewhere>
      ) : page.kind === "invitation" ? (
        <>
          <h1 className="text-2xl font-semibold sm:text-3xl">{t("title")}</h1>
          <p className="mt-2 max-w-prose">{t(page.invitation.scope === "account" ? "leadAccount" : "lead")}</p>
          {page.invitation.scope === "order" ? <p className="mt-2 max-w-prose text-muted">{t("safe")}</p> : null}
          <Give id={id} ticket={ticket} place={place} query={query} evidence={page.invitation.evidence} first />
        </>
      ) : (
        <Progress id={id} ticket={ticket} place={place} query={query} appeal={page.appeal} />
      )}
    </>
  );
}

function Elsewhere({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <>
      <h1 className="text-2xl font-semibold sm:text-3xl">{title}</h1>
      <p className="mt-2 max-w-prose text-muted">{text}</p>
      <div className="mt-6 flex flex-col gap-3 sm:flex-row">{children}</div>
    </>
  );
}

type PartProps = { id: string; ticket: string | undefined; place: AppealPlace; query: Query };

async function Progress({ appeal, ...part }: PartProps & { appeal: OwnAppeal }) {
  const [t, labels] = await Promise.all([getTranslations("appeals.own"), formLabels()]);
  const open = appeal.outcome === null;
  return (
    <>
      {open || appeal.follows ? <KeepFresh /> : null}
      <h1 className="text-2xl font-semibold sm:text-3xl">{t("titleProgress")}</h1>
      <Card className="mt-6">
        <AppealSteps appeal={appeal} />
        <AppealResult appeal={appeal} />
        <LinkButton href={`/t/${encodeURIComponent(appeal.ticketNumber)}`} className="mt-4 w-full sm:w-auto">
          {t("ticket")}
        </LinkButton>
      </Card>
      {appeal.secondLookUntil ? (
        <Card className="mt-6" id="second-look">
          <h2 className="font-semibold">{t("lookTitle")}</h2>
          <p className="mt-1 mb-4 max-w-prose text-muted">
            {t.rich("lookText", {
              time: () => <RelativeTime at={appeal.secondLookUntil ?? ""} exact className="tabular" />,
            })}
          </p>
          <MessageForm
            action={lookAgain.bind(null, part.id, part.ticket, appeal.id)}
            labels={labels}
            draftKey={`look:${appeal.id}`}
            words={{ label: t("lookReason"), submit: t("look") }}
            field="reason"
          />
        </Card>
      ) : null}
      <Give {...part} evidence={appeal.evidence} open={open} />
    </>
  );
}

type GiveProps = PartProps & { evidence: OwnAppeal["evidence"]; first?: boolean; open?: boolean };

/** The evidence: files each with a form of its own, words together in one. */
async function Give({ id, ticket, place, query, evidence, first = false, open = true }: GiveProps) {
  const [t, labels, upload, common] = await Promise.all([
    getTranslations("appeals.own"),
    formLabels(),
    uploadWords(),
    getTranslations("common"),
  ]);
  const error = readUploadError(query.failed);
  const text = query.failed === "PICTURE" ? t("needPicture") : error && upload.words.errors[error];
  const failed = text && query.item ? { item: query.item, text } : undefined;
  const src = (file: string) => `/api/uploads/${file}?${place.upload.kind}=${encodeURIComponent(place.upload.id)}`;
  const texts = evidence
    .filter(({ form, missing, given }) => form === "text" && (missing || given.length === 0))
    .map(({ item, title, why, required }) => ({ item, title, why, tag: t(required ? "required" : "optional") }));
  return (
    <>
      <Evidence id={id} ticket={ticket} items={evidence} open={open} src={src} failed={failed} />
      {open ? (
        <section className="mt-8">
          <h2 className="mb-3 font-semibold">{t("text")}</h2>
          <Card>
            <AppealForm
              key={evidence.reduce((sum, { given }) => sum + given.length, 0)}
              action={send.bind(null, id, ticket)}
              labels={labels}
              draftKey={`appeal:${id}`}
              items={texts}
              first={first}
              words={{
                statement: t("statement"),
                statementHint: t("statementHint"),
                contact: t("contact"),
                contactHint: t("contactHint"),
                optional: common("optional"),
                submit: t(first ? "submit" : "submitMore"),
                promise: first ? t("promise") : "",
              }}
            />
          </Card>
        </section>
      ) : null}
    </>
  );
}
