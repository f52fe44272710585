import { ArrowLeft } from "lucide-react";
import { undo } from "../d/[id]/actions.ts";
import { quietLink } from "./run-nav.tsx";

type Props = { id: string; questionId: string; label: string; ariaLabel?: string; back?: boolean };

/** Takes an answer back, so that its question is asked again. Looks like a link, but writes, so it is a form. */
export function UndoButton({ id, questionId, label, ariaLabel, back = false }: Props) {
  return (
    <form action={undo.bind(null, id)}>
      <input type="hidden" name="questionId" value={questionId} />
      <button type="submit" aria-label={ariaLabel} className={quietLink}>
        {back ? <ArrowLeft aria-hidden className="size-4" /> : null}
        {label}
      </button>
    </form>
  );
}
