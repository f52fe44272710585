"use client";

import { EyeOff, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Textarea } from "#app/_ui/field.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { KeyHint } from "#app/(staff)/_ui/keys.tsx";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";

const MAX_CHARS = 5_000;
const draftKey = (number: string) => `dz-draft-${number}`;

type Draft = { body: string; visibility: MessageVisibility };
const nothing: Draft = { body: "", visibility: "public" };

function readDraft(number: string): Draft {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(draftKey(number)) ?? "null");
    const { body, visibility } = parsed as Draft;
    if (typeof body === "string") return { body, visibility: visibility === "internal" ? "internal" : "public" };
  } catch {
    // No storage, or something else under our key: there is no draft.
  }
  return nothing;
}

function keepDraft(number: string, draft: Draft): void {
  try {
    if (draft.body === "") localStorage.removeItem(draftKey(number));
    else localStorage.setItem(draftKey(number), JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the text is still on the page.
  }
}

type Props = {
  number: string;
  post: TicketActions["post"];
  visibility: MessageVisibility;
  onVisibility: (visibility: MessageVisibility) => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** Writes to the customer or to colleagues. What is typed is kept on this machine until it is sent. */
export function Composer({ number, post, visibility, onVisibility, field }: Props) {
  const t = useTranslations("desk.composer");
  const [body, setBody] = useState("");
  useEffect(() => {
    const draft = readDraft(number);
    setBody(draft.body);
    onVisibility(draft.visibility);
  }, [number, onVisibility]);

  const write = (next: string) => {
    setBody(next);
    keepDraft(number, { body: next, visibility });
  };
  const internal = visibility === "internal";
  const send = () => {
    if (body.trim() === "" || post.isPending) return;
    post.mutate(
      { body: body.trim(), visibility },
      {
        onSuccess: () => {
          write("");
          toast.ok(internal ? t("noted") : t("sent"));
        },
      },
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape") field.current?.blur();
  };
  return (
    <form
      className={cx("border-t p-3", internal ? "border-dashed border-wait bg-wait-soft" : "border-line bg-surface")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset className="mb-2 flex flex-wrap gap-1">
        <legend className="sr-only">{t("who")}</legend>
        {(["public", "internal"] as const).map((each) => (
          <label
            key={each}
            className={cx(
              "inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-md px-2.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent",
              each === visibility ? "bg-accent font-medium text-on-accent" : "text-muted hover:bg-sunken",
            )}
          >
            <input
              type="radio"
              name="visibility"
              className="sr-only"
              checked={each === visibility}
              onChange={() => {
                onVisibility(each);
                keepDraft(number, { body, visibility: each });
              }}
            />
            {each === "internal" ? <EyeOff aria-hidden className="size-3.5" /> : null}
            {t(each)}
            <KeyHint id={each === "public" ? "write.reply" : "write.note"} />
          </label>
        ))}
      </fieldset>
      <Textarea
        id="desk-composer"
        ref={field}
        rows={2}
        maxLength={MAX_CHARS}
        value={body}
        aria-label={internal ? t("internal") : t("public")}
        placeholder={internal ? t("internalHint") : t("publicHint")}
        className="text-sm"
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKey}
      />
      <div className="mt-2 flex items-center justify-end gap-3 sm:justify-between">
        <span className="hidden text-xs text-muted sm:inline">{t("shortcut")}</span>
        <Button
          size="compact"
          disabled={post.isPending || body.trim() === ""}
          icon={post.isPending ? <Spinner /> : <Send aria-hidden className="size-4" />}
        >
          {internal ? t("saveNote") : t("send")}
        </Button>
      </div>
    </form>
  );
}
