"use client";

import { useQuery } from "@tanstack/react-query";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useQueueName } from "#app/(staff)/_lib/use-queue-name.ts";
import { useChannelName, useDesk } from "./desk-context.tsx";
import { workQueries } from "./work-queries.ts";

type Option = { value: string; label: string };

/** The channels, queues and tags that the desk knows of, to choose from by what people call them. */
export function useKnownWords(): Record<"channels" | "queues" | "tags", Option[]> {
  const queueName = useQueueName();
  const { channels } = useDesk();
  const channelName = useChannelName();
  const tags = useQuery(workQueries.tags()).data?.items ?? [];
  const team = useQuery({
    queryKey: ["shifts", "team"],
    queryFn: async () => (await trpc.shifts.team.query()).team,
  });
  const queues = new Set(["general", ...(team.data ?? []).flatMap(({ skills }) => skills.map(({ queue }) => queue))]);
  return {
    channels: Object.keys(channels).map((value) => ({ value, label: channelName(value) })),
    queues: [...queues].map((value) => ({ value, label: queueName(value) })),
    tags: tags.map(({ name }) => ({ value: name, label: name })),
  };
}
