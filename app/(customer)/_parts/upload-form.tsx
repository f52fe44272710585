"use client";

import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Button, buttonClass } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/field.tsx";
import { MAX_FILE_BYTES, sendFile } from "../_lib/send-file.ts";
import type { UploadError } from "../_lib/upload.ts";

const ACCEPT = "image/png,image/jpeg,image/webp,image/heic,image/heif,application/pdf,.heic,.heif";

export type UploadWords = {
  file: string;
  fileHint: string;
  kind: string;
  upload: string;
  uploading: string;
  retry: string;
  errors: Record<UploadError, string>;
};
type Props = {
  /** Where to send: `/api/uploads?diagnosis=…` or `?ticket=…`. */
  action: string;
  kinds: { value: string; label: string }[];
  words: UploadWords;
  /** What went wrong with a plain form, from the page's address. */
  failed?: UploadError | undefined;
};
type Item = { key: number; file: File; kind: string; progress: number; error?: UploadError };

/** Sends proofs. A plain form with one file; with JavaScript any number, each with its progress and its own error. */
export function UploadForm({ action, kinds, words, failed }: Props) {
  const router = useRouter();
  const [script, setScript] = useState(false);
  const [items, setItems] = useState<Item[]>([]);
  const counter = useRef(0);
  const kind = useRef<HTMLSelectElement>(null);
  useEffect(() => setScript(true), []);

  const change = (key: number, patch: Partial<Item> | null) =>
    setItems((now) =>
      patch === null ? now.filter((i) => i.key !== key) : now.map((i) => (i.key === key ? { ...i, ...patch } : i)),
    );

  async function upload(item: Item) {
    change(item.key, { progress: 0, error: undefined as never });
    const error =
      item.file.size > MAX_FILE_BYTES
        ? "TOO_LARGE"
        : await sendFile(action, item, (p) => change(item.key, { progress: p }));
    if (error) change(item.key, { error });
    else {
      change(item.key, null);
      router.refresh();
    }
  }

  async function choose(files: FileList | null) {
    const added = [...(files ?? [])].slice(0, 10).map((file) => {
      counter.current += 1;
      return { key: counter.current, file, kind: kind.current?.value ?? "other", progress: 0 };
    });
    setItems((now) => [...now, ...added]);
    // One after the other: a phone's line is not made faster by four files at once.
    for (const item of added) await upload(item);
  }

  return (
    <form action={action} method="post" encType="multipart/form-data" className="grid gap-4">
      <div>
        <label htmlFor="kind" className="mb-1.5 block font-medium">
          {words.kind}
        </label>
        <KindSelect ref={kind} kinds={kinds} />
      </div>
      <div>
        <label
          htmlFor="file"
          className={script ? buttonClass("secondary", "touch", "w-full sm:w-auto") : "mb-1.5 block font-medium"}
        >
          {script ? <Upload aria-hidden className="size-4" /> : null}
          {words.file}
        </label>
        <p id="file-hint" className="mt-1.5 mb-2 text-sm text-muted">
          {words.fileHint}
        </p>
        <input
          id="file"
          name="file"
          type="file"
          accept={ACCEPT}
          multiple={script}
          aria-describedby={failed ? "file-hint file-error" : "file-hint"}
          aria-invalid={failed ? true : undefined}
          className={
            script
              ? "sr-only"
              : "block w-full text-sm file:mr-3 file:min-h-11 file:rounded-md file:border-0 file:bg-sunken file:px-4 file:text-text"
          }
          onChange={(event) => {
            const { files } = event.currentTarget;
            void choose(files).then(() => undefined);
            // The same file may be chosen again after an error.
            if (script) setTimeout(() => (event.target.value = ""));
          }}
        />
        {failed && items.length === 0 ? (
          <p id="file-error" role="alert" className="mt-2 text-sm font-medium text-broken">
            {words.errors[failed]}
          </p>
        ) : null}
      </div>
      {script ? (
        <ul aria-live="polite" className="grid gap-2 empty:hidden">
          {items.map((item) => (
            <ItemRow key={item.key} item={item} words={words} retry={() => void upload(item)} />
          ))}
        </ul>
      ) : (
        <Button variant="secondary" className="w-full sm:w-auto">
          {words.upload}
        </Button>
      )}
    </form>
  );
}

function KindSelect({ ref, kinds }: { ref: React.RefObject<HTMLSelectElement | null>; kinds: Props["kinds"] }) {
  return <Select id="kind" name="kind" options={kinds} ref={ref} />;
}

function ItemRow({ item, words, retry }: { item: Item; words: UploadWords; retry: () => void }) {
  return (
    <li className="rounded-md border border-line px-3 py-2">
      <div className="flex items-center justify-between gap-3">
        <span className="min-w-0 truncate text-sm font-medium">{item.file.name}</span>
        {item.error ? (
          <Button type="button" variant="ghost" size="compact" onClick={retry}>
            {words.retry}
          </Button>
        ) : (
          <span className="text-sm text-muted tabular">{Math.round(item.progress * 100)}%</span>
        )}
      </div>
      {item.error ? (
        <p className="text-sm text-broken">{words.errors[item.error]}</p>
      ) : (
        <progress
          aria-label={`${words.uploading} ${item.file.name}`}
          max={1}
          value={item.progress}
          className="h-1.5 w-full"
        />
      )}
    </li>
  );
}
