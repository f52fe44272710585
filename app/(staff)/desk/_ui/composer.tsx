"use client";

import { EyeOff, Send, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useCallback, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Textarea } from "#app/_ui/field.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { KeyHint } from "#app/(staff)/_ui/keys.tsx";
import type { MessageVisibility, Presence } from "#server/tickets/schemas.ts";
import { useActionsOf } from "../_lib/use-actions-of.ts";
import { useDraft } from "../_lib/use-draft.ts";
import { MENTIONS_ID, mentionId, useMention } from "../_lib/use-mention.ts";
import { useSending } from "../_lib/use-sending.ts";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";
import { MacroDialog } from "./macro-dialog.tsx";
import { MentionList, MentionPicker } from "./mention-picker.tsx";

const MAX_CHARS = 5_000;
type Props = {
  ticket: Ticket;
  post: TicketActions["post"]["mutate"];
  visibility: MessageVisibility;
  onVisibility: (visibility: MessageVisibility) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Called at every key, for those who look at the same ticket; null when nothing stands there any more. */
  onWrote: (visibility: MessageVisibility | null) => void;
  /** Who else is at this ticket: whoever writes to the customer as well is a reason to ask before sending. */
  others: readonly Presence[];
  /** A macro was used: the ticket is another than it was. */
  onMacro: () => void;
};

/** Writes to the customer or to colleagues. What is typed is kept until it is sent, here and on one's other machines. */
export function Composer({ ticket, post, visibility, onVisibility, field, onWrote, others, onMacro }: Props) {
  const t = useTranslations("desk.composer");
  const words = useTranslations("work.composer");
  const { number } = ticket;
  const { body, write: keep, sent, elsewhere, take, ignore } = useDraft(number, onVisibility);
  const [called, setCalled] = useState<string[]>([]);
  const [choosing, setChoosing] = useState(false);
  const [warned, setWarned] = useState(false);
  const written = useRef(body);
  written.current = body;
  const over = useCallback(
    (text: string) => {
      // What was begun meanwhile stays as it is, with whom it calls.
      if (written.current.trim() !== text) return;
      sent();
      setCalled([]);
      setWarned(false);
      onWrote(null);
    },
    [sent, onWrote],
  );
  const sending = useSending(number, over);
  useActionsOf(ticket.number, { "write.macro": () => setChoosing(true) });

  const write = (next: string) => {
    keep({ body: next, visibility });
    onWrote(next === "" ? null : visibility);
  };
  const internal = visibility === "internal";
  const mention = useMention({
    ...{ body, active: internal, field, onBody: write },
    onCalled: (id) => setCalled((old) => (old.includes(id) ? old : [...old, id])),
  });
  const rivals = internal ? [] : others.filter(({ kind, person }) => kind === "typing" && person !== "customer");
  const send = () => {
    if (body.trim() === "" || sending) return;
    if (rivals.length > 0 && !warned) {
      setWarned(true);
      return;
    }
    post({ body: body.trim(), visibility, ...(internal ? { mentions: called } : {}) });
  };
  const onKey = (event: KeyboardEvent) => {
    if (mention.onKey(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape") field.current?.blur();
  };
  return (
    <>
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
                  if (body !== "") keep({ body, visibility: each });
                }}
              />
              {each === "internal" ? <EyeOff aria-hidden className="size-3.5" /> : null}
              {t(each)}
              <KeyHint id={each === "public" ? "write.reply" : "write.note"} />
            </label>
          ))}
        </fieldset>
        {elsewhere ? (
          <p role="status" className="mb-2 flex flex-wrap items-center gap-x-3 text-sm text-muted">
            {words.rich("elsewhere", { time: () => <RelativeTime at={elsewhere.updatedAt} /> })}
            <button type="button" onClick={take} className="min-h-6 text-accent-text hover:underline">
              {words("take")}
            </button>
            <button type="button" onClick={ignore} className="min-h-6 text-accent-text hover:underline">
              {words("ignore")}
            </button>
          </p>
        ) : null}
        <Textarea
          id="desk-composer"
          ref={field}
          rows={2}
          maxLength={MAX_CHARS}
          value={body}
          aria-label={internal ? t("internal") : t("public")}
          placeholder={internal ? t("internalHint") : t("publicHint")}
          className="text-sm"
          onChange={(event) => {
            write(event.target.value);
            mention.look();
          }}
          onSelect={mention.look}
          {...(mention.found.length > 0 && mention.chosen
            ? { "aria-controls": MENTIONS_ID, "aria-activedescendant": mentionId(mention.chosen.id) }
            : {})}
          onKeyDown={onKey}
        />
        <MentionList found={mention.found} chosen={mention.chosen} onChoose={mention.choose} />
        {internal ? <MentionPicker called={called} onCalled={setCalled} /> : null}
        {warned && rivals.length > 0 ? (
          <p role="alert" className="mt-2 text-sm text-wait">
            {words("rival", { names: rivals.map(({ name }) => name).join(words("and")) })}
          </p>
        ) : null}
        <div className="mt-2 flex items-center justify-between gap-3">
          <Button
            type="button"
            size="compact"
            variant="secondary"
            onClick={() => setChoosing(true)}
            {...does("write.macro")}
            icon={<Zap aria-hidden className="size-4" />}
          >
            {words("macro")} <KeyHint id="write.macro" />
          </Button>
          <span className="hidden flex-1 text-xs text-muted 2xl:inline">{t("shortcut")}</span>
          <Button
            size="compact"
            disabled={sending || body.trim() === ""}
            icon={sending ? <Spinner /> : <Send aria-hidden className="size-4" />}
          >
            {internal ? t("saveNote") : warned && rivals.length > 0 ? words("anyway") : t("send")}
          </Button>
        </div>
      </form>
      {/* Not in the form: what is sent in the dialog would be heard by it. */}
      <MacroDialog ticket={ticket} open={choosing} onOpenChange={setChoosing} onDone={onMacro} />
    </>
  );
}
