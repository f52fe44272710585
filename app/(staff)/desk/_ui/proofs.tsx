"use client";

import { FileText } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Attachment } from "#server/tickets/schemas.ts";

const sourceOf = (proof: Attachment) => `/api/attachments/${proof.id}`;
const isImage = (proof: Attachment) => proof.mediaType.startsWith("image/");
const sizeText = (bytes: number) =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1_000))} kB`;

/** Where pictures open, and how often one of them was changed. */
export type Pictures = { onOpen: (id: string) => void; fresh: number };

/** Pictures as thumbnails that open large beside the trace; anything else as a download. */
export function Proofs({ proofs, onOpen, fresh }: { proofs: Attachment[] } & Pictures) {
  const t = useTranslations("desk.proofs");
  const common = useTranslations("common");
  return (
    <ul className="flex flex-wrap gap-2">
      {proofs.map((proof) => {
        const label = common(`attachmentKind.${proof.kind}`);
        return (
          <li key={proof.id} className="w-28">
            {isImage(proof) ? (
              <button
                type="button"
                onClick={() => onOpen(proof.id)}
                aria-label={t("open", { name: `${label} ${proof.name}` })}
                className="block w-full overflow-hidden rounded-md border border-line bg-sunken hover:border-line-strong"
              >
                {/* biome-ignore lint/performance/noImgElement: private files behind a permission, not for an image cache */}
                <img
                  src={`${sourceOf(proof)}${fresh > 0 ? `?v=${fresh}` : ""}`}
                  alt=""
                  loading="lazy"
                  className="h-20 w-full object-cover"
                />
              </button>
            ) : (
              <a
                href={sourceOf(proof)}
                download={proof.name}
                aria-label={t("download", { name: proof.name })}
                className="flex h-20 w-full items-center justify-center rounded-md border border-line bg-sunken hover:border-line-strong"
              >
                <FileText aria-hidden className="size-8 text-muted" />
              </a>
            )}
            <span className="block truncate text-xs text-muted" title={proof.name}>
              {label} · {sizeText(proof.bytes)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
