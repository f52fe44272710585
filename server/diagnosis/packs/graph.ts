import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { copyOf } from "../pack/index.ts";
import type { Pack } from "../pack/schema.ts";
import type { Locale } from "../schemas.ts";
import { anyPack, requireKeeper } from "./list.ts";
import { outcomeNode } from "./nodes.ts";
import type { GraphEdge, GraphNode, PackGraph } from "./schemas.ts";
import { readTraffic, type Traffic } from "./traffic.ts";

const START = "start";

/** A pack as a graph: facts and questions, the causes that they speak for or against, and what those come to. Pure. */
export function graphOf(pack: Pack, locale: Locale, traffic: Traffic): Pick<PackGraph, "nodes" | "edges" | "started"> {
  const runs = new Map(traffic.map((t) => [`${t.from}>${t.to}`, t.runs]));
  const into = new Map<string, number>();
  for (const { to, runs: n } of traffic) into.set(to, (into.get(to) ?? 0) + n);
  const edges = [...evidenceEdges(pack), ...planEdges(pack)].map((edge) => ({
    ...edge,
    runs: runs.get(`${edge.from}>${edge.to}`) ?? 0,
  }));
  const nodes = nodesOf(pack, locale).map((node) => ({ ...node, runs: into.get(node.id) ?? 0 }));
  const known = new Set(nodes.map(({ id }) => id));
  const went: GraphEdge[] = traffic
    .filter(({ from, to }) => known.has(from) && known.has(to) && from.startsWith("q:") && to.startsWith("q:"))
    .map(({ from, to, runs: n }) => ({ from, to, kind: "went", weight: null, runs: n }));
  const started = traffic.filter(({ from }) => from === START).reduce((sum, t) => sum + t.runs, 0);
  return { started, nodes, edges: [...edges, ...went] };
}

/** The fact that a question's answer becomes is the question itself in the graph. */
function sourceOf(pack: Pack, fact: string): string {
  const question = pack.questions.find((q) => q.fact === fact);
  return question ? `q:${question.id}` : `f:${fact}`;
}

type Bare = Omit<GraphEdge, "runs">;

function evidenceEdges(pack: Pack): Bare[] {
  const edges = new Map<string, Bare>();
  for (const cause of pack.causes) {
    const to = `c:${cause.code}`;
    const speak = [
      ...cause.evidence,
      ...cause.decisive.flatMap(({ all }) => all.map(({ fact }) => ({ fact, weight: pack.decisive.first }))),
    ];
    for (const { fact, weight } of speak) {
      const from = sourceOf(pack, fact);
      const known = edges.get(`${from}>${to}`);
      const strongest = known && Math.abs(known.weight ?? 0) >= Math.abs(weight) ? known.weight : weight;
      edges.set(`${from}>${to}`, { from, to, kind: "weighs", weight: strongest });
    }
  }
  return [...edges.values()];
}

function planEdges(pack: Pack): Bare[] {
  const edges = new Map<string, Bare>();
  for (const cause of pack.causes) {
    for (const plan of cause.plans) {
      const [from, to] = [`c:${cause.code}`, outcomeNode(plan.outcome, plan.remedies)];
      edges.set(`${from}>${to}`, { from, to, kind: "leads", weight: null });
    }
  }
  return [...edges.values()];
}

function nodesOf(pack: Pack, locale: Locale): Omit<GraphNode, "runs">[] {
  const words = copyOf(locale, pack);
  const asked = new Set(pack.questions.map((q) => q.fact));
  const outcomes = new Map<string, Omit<GraphNode, "runs">>();
  for (const plan of [...pack.causes.flatMap((c) => c.plans)]) {
    const id = outcomeNode(plan.outcome, plan.remedies);
    const label = plan.remedies.map((code) => words.remedies[code] ?? code).join(" ");
    outcomes.set(id, { id, kind: "outcome", label, group: plan.outcome });
  }
  const spoken = new Set([...evidenceEdges(pack)].map(({ from }) => from));
  return [
    ...pack.facts
      .filter(({ key }) => !asked.has(key) && spoken.has(`f:${key}`))
      .map(({ key }) => ({
        id: `f:${key}`,
        kind: "fact" as const,
        label: words.facts[key] ?? key,
        group: key.split(".")[0] ?? "",
      })),
    ...pack.questions.map(({ id }) => ({
      id: `q:${id}`,
      kind: "question" as const,
      label: words.questions[id]?.title ?? id,
      group: "questions",
    })),
    ...pack.causes.map(({ code }) => ({
      id: `c:${code}`,
      kind: "cause" as const,
      label: words.causes[code].title,
      group: code.split("_")[0] ?? "",
    })),
    ...outcomes.values(),
  ];
}

/** The graph of any version with the traffic of the last days. @throws DomainError 404 PACK_NOT_FOUND */
export async function packGraph({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { version: string; days: number; locale: Locale };
}): Promise<PackGraph> {
  requireKeeper(ctx);
  const pack = await anyPack(db, input.version);
  const traffic = await readTraffic(db, input.days, ctx.clock.now());
  return { version: pack.version, days: input.days, ...graphOf(pack, input.locale, traffic) };
}
