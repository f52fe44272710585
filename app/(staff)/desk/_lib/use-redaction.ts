"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { Rectangle } from "#server/tickets/schemas.ts";
import { between, isMeant, type Point } from "./picture-view.ts";

/**
 * Parts of a picture that are to be made black: drawn one after another, taken back, and applied for everybody at the desk.
 * @param whole it is seen as it was given: what was black before is only black again where it is drawn again
 */
export function useRedaction(id: string, whole: boolean, onRedacted: () => void) {
  const t = useTranslations("work.lightbox");
  const failure = useFailureText();
  const [marking, setMarking] = useState(false);
  const [parts, setParts] = useState<Rectangle[]>([]);
  const [drag, setDrag] = useState<{ from: Point; to: Point } | null>(null);
  const reset = () => {
    setParts([]);
    setMarking(false);
    setDrag(null);
  };
  const apply = useMutation({
    mutationFn: () => trpc.ticketWork.redact.mutate({ id, rectangles: parts, anew: whole }),
    onSuccess: () => {
      toast.ok(t("redacted"));
      reset();
      onRedacted();
    },
    onError: (error) => void toast.error(failure(error)),
  });
  return {
    ...{ marking, setMarking, parts, reset, apply },
    shown: drag ? [...parts, between(drag.from, drag.to)] : parts,
    begin: (from: Point) => setDrag({ from, to: from }),
    move: (to: Point) => setDrag((old) => old && { ...old, to }),
    end: () => {
      if (!drag) return;
      const part = between(drag.from, drag.to);
      if (isMeant(part)) setParts((old) => [...old, part]);
      setDrag(null);
    },
    undo: () => setParts((old) => old.slice(0, -1)),
  };
}
export type Redaction = ReturnType<typeof useRedaction>;
