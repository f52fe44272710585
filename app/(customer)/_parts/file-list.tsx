import { FileText } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { Attachment } from "#server/tickets/schemas.ts";

/** The proofs that are there, each with a small picture and what it is. */
export async function FileList({ files, src }: { files: Attachment[]; src: (id: string) => string }) {
  const t = await getTranslations("customer");
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {files.map((file) => (
        <li key={file.id} className="overflow-hidden rounded-md border border-line bg-surface">
          <a href={src(file.id)} target="_blank" rel="noreferrer">
            {file.mediaType.startsWith("image/") ? (
              // biome-ignore lint/performance/noImgElement: behind a permission, so no optimiser may fetch it
              <img src={src(file.id)} alt="" loading="lazy" className="h-28 w-full bg-sunken object-cover" />
            ) : (
              <span className="flex h-28 items-center justify-center bg-sunken text-faint">
                <FileText aria-hidden className="size-8" />
              </span>
            )}
            <span className="block px-2.5 py-2">
              <span className="block truncate text-sm font-medium">{file.name}</span>
              <span className="block truncate text-xs text-faint">
                {file.kind === "identity" ? t("proofs.kinds.other") : t(`proofs.kinds.${file.kind}`)}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
