"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import { MAX_BILL_BYTES } from "#server/bills/schemas.ts";
import type { Place } from "../_ui/bills-page.tsx";
import { billKeys } from "./queries.ts";
import { type Sending, sendFile } from "./send-file.ts";

type Wrong = { field: string; message: string };

/** What stands in the form for a bill, what is wrong with it, and sending it. */
export function useBillUpload(board: BillBoard, start: Place, onSent: (place: Place) => void) {
  const t = useTranslations("bills.upload");
  const client = useQueryClient();
  const [{ channel, day }, setPlace] = useState(start);
  const [file, setFile] = useState<File | null>(null);
  const [replace, setReplace] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const [wrong, setWrong] = useState<{ turn: number; errors: Wrong[] }>({ turn: 0, errors: [] });
  /** How many were sent: the next file begins with an empty field. */
  const [sent, setSent] = useState(0);
  const sending = useRef<Sending | null>(null);
  const bill = board.bills.find((one) => one.channel === channel && one.day === day);
  // The same that the server lets pass without a word: nothing is lost of these.
  const there =
    file && bill && bill.state !== "failed" && !(bill.state === "pending" && bill.source === "gateway") ? bill : null;

  const refuse = (errors: Wrong[]) => setWrong(({ turn }) => ({ turn: turn + 1, errors }));
  const words = (code: string) => {
    const key = `codes.${code}` as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "codes.general") : t("codes.general");
  };
  const faults = (): Wrong[] => [
    ...(channel === "" ? [{ field: "bill-channel", message: t("needChannel") }] : []),
    ...(day === "" ? [{ field: "bill-day", message: t("needDay") }] : []),
    ...(file === null ? [{ field: "bill-file", message: t("needFile") }] : []),
    ...(file && file.size === 0 ? [{ field: "bill-file", message: words("FILE_EMPTY") }] : []),
    ...(file && file.size > MAX_BILL_BYTES ? [{ field: "bill-file", message: words("PAYLOAD_TOO_LARGE") }] : []),
    ...(there && !replace ? [{ field: "bill-replace", message: t("needReplace") }] : []),
  ];
  const submit = async () => {
    const errors = faults();
    if (errors.length > 0 || !file) return refuse(errors);
    setPercent(0);
    setWrong(({ turn }) => ({ turn, errors: [] }));
    sending.current = sendFile({ channel, day, replace, file }, setPercent);
    const outcome = await sending.current.done;
    sending.current = null;
    setPercent(null);
    await client.invalidateQueries({ queryKey: billKeys.all });
    if (outcome.ok) {
      setFile(null);
      setReplace(false);
      setSent((before) => before + 1);
      toast.ok(t("done"));
      onSent({ channel, day });
    } else if (outcome.code === "CANCELLED") toast.info(t("cancelled"));
    else refuse([{ field: fieldOf(outcome.code), message: words(outcome.code) }]);
  };
  return {
    ...{ channel, day, replace, percent, wrong, there, sent, setFile, setReplace, submit },
    setChannel: (next: string) => setPlace({ channel: next, day }),
    setDay: (next: string) => setPlace({ channel, day: next }),
    cancel: () => sending.current?.cancel(),
    errorOf: (field: string) => wrong.errors.find((one) => one.field === field)?.message,
  };
}

/** Where a refusal of the server belongs. */
function fieldOf(code: string): string {
  if (code === "BILL_EXISTS") return "bill-replace";
  if (code === "BILL_DAY_NOT_OVER") return "bill-day";
  return code === "CHANNEL_NOT_FOUND" ? "bill-channel" : "bill-file";
}
