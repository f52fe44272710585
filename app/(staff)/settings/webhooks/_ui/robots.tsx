"use client";

import { useQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { allRobots, type Robot, useAct, useOutboundFailure } from "../_lib/queries.ts";
import { Section, Sure } from "./parts.tsx";
import { RobotForm } from "./robot-form.tsx";

/** Robots in groups of chat programs. */
export function Robots() {
  const t = useTranslations("webhooks.robots");
  const list = useQuery(allRobots);
  const [edited, setEdited] = useState<Robot | "new">();
  return (
    <Section
      title={t("title")}
      pending={list.isPending}
      error={list.error}
      onRetry={() => void list.refetch()}
      action={
        <Button type="button" size="compact" className="min-h-11 sm:min-h-9" onClick={() => setEdited("new")}>
          {t("add")}
        </Button>
      }
    >
      {list.data?.length === 0 ? (
        <EmptyState icon={<Bot />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {list.data?.map((robot) => (
            <Row key={robot.id} robot={robot} onEdit={() => setEdited(robot)} />
          ))}
        </ul>
      )}
      {edited ? <RobotForm robot={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} /> : null}
    </Section>
  );
}

function Row({ robot, onEdit }: { robot: Robot; onEdit: () => void }) {
  const t = useTranslations("webhooks.robots");
  const kinds = useTranslations("staffNotices.kind");
  const failure = useOutboundFailure();
  const test = useAct((id: string) => trpc.robots.test.mutate({ id }));
  const remove = useAct((id: string) => trpc.robots.remove.mutate({ id }));
  const tried = () =>
    test.mutate(robot.id, {
      onSuccess: ({ ok, error }) => (ok ? toast.ok(t("testOk")) : toast.error(t("testFailed", { error: error ?? "" }))),
      onError: (error) => toast.error(failure(error)),
    });
  return (
    <li className="grid gap-2 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{robot.name}</span>
        <Badge>{t(`kinds.${robot.kind}`)}</Badge>
        {robot.signed ? <Badge>{t("signed")}</Badge> : null}
        <StateBadge tone={robot.enabled ? "ok" : "neutral"}>{t(robot.enabled ? "on" : "off")}</StateBadge>
        <span className="text-faint tabular">…{robot.hint}</span>
      </p>
      <p className="text-muted">{robot.kinds.map((kind) => kinds(kind)).join(" · ")}</p>
      <p className="flex flex-wrap gap-2">
        <Button type="button" size="compact" variant="secondary" onClick={onEdit}>
          {t("edit")}
        </Button>
        <Button type="button" size="compact" variant="secondary" disabled={test.isPending} onClick={tried}>
          {t("test")}
        </Button>
        <Sure
          label={t("remove")}
          text={t("removeSure", { name: robot.name })}
          busy={remove.isPending}
          error={remove.error}
          onSure={() => remove.mutate(robot.id)}
        />
      </p>
    </li>
  );
}
