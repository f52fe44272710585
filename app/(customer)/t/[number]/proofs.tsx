import { getTranslations } from "next-intl/server";
import { Banner, Card } from "#app/_ui/surface.tsx";
import type { CustomerTicket } from "#server/tickets/schemas.ts";
import type { UploadError } from "../../_lib/upload.ts";
import { uploadWords } from "../../_lib/upload-words.ts";
import { FileList } from "../../_parts/file-list.tsx";
import { UploadForm } from "../../_parts/upload-form.tsx";
import { OwnProofChecks } from "./own-proof-checks.tsx";

type Props = { ticket: CustomerTicket; added?: string | undefined; failed?: UploadError | undefined };

/** The proofs of a ticket, and while it is open the way to add more. */
export async function Proofs({ ticket, added, failed }: Props) {
  const [t, proofs, upload] = await Promise.all([
    getTranslations("customer.ticket"),
    getTranslations("customer.proofs"),
    uploadWords(),
  ]);
  const open = ticket.status !== "closed" && ticket.status !== "resolved";
  if (!open && ticket.attachments.length === 0) return null;
  const place = `ticket=${encodeURIComponent(ticket.number)}`;
  return (
    <Card id="files">
      <h2 className="mb-4 font-semibold">{t("proofs")}</h2>
      {typeof added === "string" ? (
        <Banner tone="ok" role="status" className="mb-4">
          {proofs("added", { name: added.slice(0, 120) })}
        </Banner>
      ) : null}
      <FileList files={ticket.attachments} src={(id) => `/api/uploads/${id}?${place}`} />
      <OwnProofChecks ticket={ticket} />
      {open ? (
        <details className="mt-4" open={failed !== undefined}>
          <summary className="touch inline-flex items-center font-medium text-accent-text">{t("addProof")}</summary>
          <div className="mt-3">
            <UploadForm action={`/api/uploads?${place}`} kinds={upload.kinds} words={upload.words} failed={failed} />
          </div>
        </details>
      ) : null}
    </Card>
  );
}
