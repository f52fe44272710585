"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Textarea } from "#app/_ui/field.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { PackDetail } from "../_lib/queries.ts";
import { usePackActions } from "../_lib/use-pack-actions.ts";
import { Failure } from "./failure.tsx";
import { keyOf } from "./version-select.tsx";

type Asked = "propose" | "publish" | "decline" | "discard";

/** What may be done with a version, by who looks at it. The server decides; this only spares refused presses. */
export function Decisions({ pack }: { pack: PackDetail }) {
  const t = useTranslations("checklist.decide");
  const { me } = useDesk();
  const [mayWrite, mayPublish] = [useMay("packs:write"), useMay("packs:publish")];
  const actions = usePackActions();
  const [asked, setAsked] = useState<Asked>();
  const own = pack.author.id === me.id || pack.proposedBy?.id === me.id;
  const { state } = pack;
  const mayPropose = mayWrite && !pack.running && (state === "draft" || state === "retired");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {state === "draft" && mayWrite ? (
          <LinkButton size="compact" href={`/checklist/versions/${pack.id}/edit`}>
            {t("edit")}
          </LinkButton>
        ) : null}
        {mayPropose ? (
          <Button type="button" size="compact" onClick={() => setAsked("propose")}>
            {state === "draft" ? t("propose") : t("goBack")}
          </Button>
        ) : null}
        {state === "proposed" && mayPublish && !own ? (
          <Button type="button" size="compact" onClick={() => setAsked("publish")}>
            {t("publish")}
          </Button>
        ) : null}
        {state === "proposed" && (mayPublish || (mayWrite && pack.proposedBy?.id === me.id)) ? (
          <Button type="button" size="compact" variant="secondary" onClick={() => setAsked("decline")}>
            {pack.proposedBy?.id === me.id ? t("withdraw") : t("decline")}
          </Button>
        ) : null}
        {state !== "draft" && mayWrite ? (
          <Button
            type="button"
            size="compact"
            variant="secondary"
            disabled={actions.start.isPending}
            onClick={() => actions.start.mutate({ base: pack.version, note: "" })}
          >
            {t("draftFrom")}
          </Button>
        ) : null}
        <LinkButton size="compact" href={`/checklist/simulator?version=${keyOf(pack)}`}>
          {t("simulate")}
        </LinkButton>
        {state === "draft" && mayWrite ? (
          <Button type="button" size="compact" variant="ghost" onClick={() => setAsked("discard")}>
            {t("discard")}
          </Button>
        ) : null}
      </div>
      {state === "proposed" ? <Waiting own={own} mayPublish={mayPublish} /> : null}
      {actions.start.isError ? <Failure error={actions.start.error} /> : null}
      {asked ? <Question pack={pack} asked={asked} actions={actions} onClose={() => setAsked(undefined)} /> : null}
    </div>
  );
}

function Waiting({ own, mayPublish }: { own: boolean; mayPublish: boolean }) {
  const t = useTranslations("checklist.decide");
  if (own) return <p className="text-sm text-muted">{t("ownWaits")}</p>;
  return mayPublish ? null : <p className="text-sm text-muted">{t("managerWaits")}</p>;
}

type QuestionProps = {
  pack: PackDetail;
  asked: Asked;
  actions: ReturnType<typeof usePackActions>;
  onClose: () => void;
};

/** Says what will follow, and does it. */
function Question({ pack, asked, actions, onClose }: QuestionProps) {
  const t = useTranslations("checklist.decide");
  const common = useTranslations("common");
  const [note, setNote] = useState(pack.note);
  const done = { onSuccess: onClose };
  const run = {
    propose: () =>
      pack.state === "draft"
        ? actions.propose.mutate({ draft: pack.id, revision: pack.revision, note }, done)
        : actions.propose.mutate({ version: pack.version, note }, done),
    publish: () => actions.publish.mutate({ version: pack.version, diffHash: pack.diff.hash }, done),
    decline: () => actions.decline.mutate({ version: pack.version, note }, done),
    discard: () => actions.discard.mutate(pack.id, done),
  }[asked];
  const { isPending, isError, error } = actions[asked];
  const changes = pack.diff.items.reduce((sum, item) => sum + item.changes.length, 0);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !isPending) onClose();
      }}
      title={t(`${asked}Title`)}
      description={t(`${asked}Body`, { changes, hash: pack.diff.hash })}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" size="compact" variant="secondary" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={asked === "discard" ? "danger" : "primary"}
            disabled={isPending}
            onClick={run}
          >
            {isPending ? <Spinner /> : null}
            {t(`${asked}Do`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {asked === "propose" || asked === "decline" ? (
          <Field id="note" label={asked === "propose" ? t("note") : t("why")}>
            <Textarea id="note" value={note} maxLength={2_000} onChange={(event) => setNote(event.target.value)} />
          </Field>
        ) : null}
        {isPending && asked !== "discard" ? <p className="text-sm text-muted">{t("running")}</p> : null}
        {isError ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
}
