"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import type { PasskeyView } from "#server/auth/schemas.ts";
import { failureOf, trpc } from "../../../_lib/trpc.ts";

type Props = { passkey: PasskeyView; only: boolean };

/** One passkey: its name, when it was used, another name, away with it. @param only it is the account's only second factor */
export function PasskeyRow({ passkey, only }: Props) {
  const t = useTranslations("security.passkeys");
  const failures = useTranslations("security.failure");
  const router = useRouter();
  const { id, name, createdAt, lastUsedAt, synced } = passkey;
  const [doing, setDoing] = useState<"rename" | "remove">();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function act(work: () => Promise<unknown>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      setDoing(undefined);
      router.refresh();
    } catch (error) {
      const { code } = failureOf(error);
      const known = { SECOND_FACTOR_REQUIRED: "refused", OFFLINE: "offline" } as const;
      setProblem(failures(code in known ? known[code as keyof typeof known] : "failed"));
    }
    setBusy(false);
  }
  return (
    <li className="grid gap-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium break-words">{name}</p>
          <p className="text-sm text-muted">
            {synced ? `${t("synced")} · ` : ""}
            {t("since")} <RelativeTime at={createdAt} /> ·{" "}
            {lastUsedAt ? (
              <>
                {t("used")} <RelativeTime at={lastUsedAt} />
              </>
            ) : (
              t("unused")
            )}
          </p>
        </div>
        {doing ? null : (
          <div className="flex flex-wrap gap-2">
            <Button
              type="button"
              variant="secondary"
              size="compact"
              aria-label={t("renameOf", { name })}
              onClick={() => setDoing("rename")}
            >
              {t("rename")}
            </Button>
            <Button
              type="button"
              variant="secondary"
              size="compact"
              aria-label={t("removeOf", { name })}
              onClick={() => setDoing("remove")}
            >
              {t("remove")}
            </Button>
          </div>
        )}
      </div>
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      {doing === "rename" ? (
        <Rename
          id={id}
          name={name}
          busy={busy}
          onName={(to) => void act(() => trpc.auth.renamePasskey.mutate({ id, name: to }))}
          onCancel={() => setDoing(undefined)}
        />
      ) : null}
      {doing === "remove" ? (
        <div className="grid gap-2">
          <p className="text-sm">{t(only ? "removeOnlyHint" : "removeHint")}</p>
          <div className="flex flex-wrap gap-2">
            <Button
              type="button"
              variant="danger"
              size="compact"
              disabled={busy}
              autoFocus
              onClick={() => void act(() => trpc.auth.removePasskey.mutate({ id, evenIfLast: only }))}
            >
              {t("removeSure")}
            </Button>
            <Button type="button" variant="ghost" size="compact" onClick={() => setDoing(undefined)}>
              {t("cancel")}
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

type RenameProps = { id: string; name: string; busy: boolean; onName: (name: string) => void; onCancel: () => void };

function Rename({ id, name, busy, onName, onCancel }: RenameProps) {
  const t = useTranslations("security.passkeys");
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const to = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (to) onName(to);
  }
  return (
    <form onSubmit={send} className="flex max-w-sm flex-wrap items-end gap-2">
      <div className="min-w-40 flex-1">
        <Field id={`name-${id}`} label={t("name")}>
          <Input
            id={`name-${id}`}
            name="name"
            defaultValue={name}
            required
            autoFocus
            maxLength={60}
            autoComplete="off"
          />
        </Field>
      </div>
      <Button disabled={busy}>{t("save")}</Button>
      <Button type="button" variant="ghost" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </form>
  );
}
