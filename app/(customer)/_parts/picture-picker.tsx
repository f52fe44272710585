"use client";

import { ImagePlus, X } from "lucide-react";
import { Button, buttonClass } from "#app/_ui/button.tsx";
import type { UploadError } from "../_lib/upload.ts";
import { MAX_PICTURES, type Picture } from "./use-start.ts";

const ACCEPT = "image/*,.heic,.heif";

export type PictureWords = Record<
  "add" | "hint" | "more" | "remove" | "retry" | "uploading" | "kept" | "chosen",
  string
> & {
  errors: Record<UploadError, string>;
};
type Props = {
  script: boolean;
  items: Picture[];
  words: PictureWords;
  add: (files: FileList | null) => void;
  remove: (key: number) => void;
  retry: (key: number) => void;
};

/** Chooses pictures: on a phone its camera or gallery. Without JavaScript the browser's own field, for one. */
export function PicturePicker({ script, items, words, add, remove, retry }: Props) {
  const full = items.length >= MAX_PICTURES;
  return (
    <div>
      <label
        htmlFor="file"
        className={
          script
            ? buttonClass(
                "secondary",
                "touch",
                "w-full has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent sm:w-auto",
              )
            : "block font-medium"
        }
      >
        {script ? <ImagePlus aria-hidden className="size-5" /> : null}
        {items.length > 0 ? words.more : words.add}
        <input
          id="file"
          name="file"
          type="file"
          accept={ACCEPT}
          multiple={script}
          disabled={script && full}
          aria-describedby="file-hint"
          className={
            script
              ? "sr-only"
              : "mt-1.5 block w-full text-sm file:mr-3 file:min-h-11 file:rounded-md file:border-0 file:bg-sunken file:px-4 file:text-text"
          }
          onChange={(event) => {
            if (!script) return;
            add(event.currentTarget.files);
            // The same picture may be chosen again after it was taken out.
            const field = event.currentTarget;
            setTimeout(() => {
              field.value = "";
            });
          }}
        />
      </label>
      <p id="file-hint" className="mt-1.5 text-sm text-muted">
        {words.hint}
      </p>
      <ul aria-live="polite" aria-label={words.chosen} className="mt-2 grid gap-2 empty:hidden">
        {items.map((item) => (
          <Row key={item.key} item={item} words={words} remove={remove} retry={retry} />
        ))}
      </ul>
    </div>
  );
}

function Row({ item, words, remove, retry }: Pick<Props, "words" | "remove" | "retry"> & { item: Picture }) {
  const { key, file, progress, error } = item;
  const again = error !== undefined && ["OFFLINE", "FAILED", "RATE"].includes(error);
  return (
    <li className="rounded-md border border-line px-3 py-1.5">
      <div className="flex items-center justify-between gap-3">
        <span className="min-w-0 truncate text-sm font-medium">{file.name}</span>
        <span className="flex items-center">
          {again ? (
            <Button type="button" variant="ghost" onClick={() => retry(key)}>
              {words.retry}
            </Button>
          ) : null}
          {progress > 0 && !error ? (
            <span className="px-2 text-sm text-muted tabular">
              {progress < 1 ? `${Math.round(progress * 100)}%` : words.kept}
            </span>
          ) : null}
          {progress === 0 || error ? (
            <button
              type="button"
              onClick={() => remove(key)}
              aria-label={`${words.remove} ${file.name}`}
              className="flex size-11 items-center justify-center rounded-md text-muted hover:bg-sunken"
            >
              <X aria-hidden className="size-4" />
            </button>
          ) : null}
        </span>
      </div>
      {error ? <p className="pb-1 text-sm font-medium text-broken">{words.errors[error]}</p> : null}
      {progress > 0 && progress < 1 && !error ? (
        <progress
          aria-label={`${words.uploading} ${file.name}`}
          max={1}
          value={progress}
          className="mb-1 h-1.5 w-full"
        />
      ) : null}
    </li>
  );
}
