import type { GraphEdge, GraphNode, PackGraph } from "#server/diagnosis/schemas.ts";

/** What the graph shows while some groups are closed. Pure. */

export type ShownNode = {
  id: string;
  kind: GraphNode["kind"];
  /** The node's own words; null for a closed group, which has its own. */
  label: string | null;
  group: string;
  /** How many nodes stand in it; 1 for a node that stands for itself. */
  holds: number;
  runs: number;
};
export type ShownEdge = GraphEdge & { id: string };
export type Shown = { nodes: ShownNode[]; edges: ShownEdge[] };

export const groupOf = ({ kind, group }: Pick<GraphNode, "kind" | "group">): string => `${kind}:${group}`;

type Options = {
  /** The groups that are open, as `kind:group`. */
  open: ReadonlySet<string>;
  /** Only this cause with what speaks of it and what it comes to. */
  cause: string | null;
  /** Evidence that weighs less is left out, unless runs went that way. */
  minWeight: number;
};

export function shownGraph(graph: PackGraph, { open, cause, minWeight }: Options): Shown {
  const only = cause === null ? null : neighbours(graph, `c:${cause}`);
  const nodes = graph.nodes.filter(({ id }) => only === null || only.has(id));
  const stand = new Map(
    nodes.map((node) => [node.id, only || open.has(groupOf(node)) ? node.id : `g:${groupOf(node)}`]),
  );
  const shown = new Map<string, ShownNode>();
  for (const node of nodes) {
    const id = stand.get(node.id) ?? node.id;
    const folded = id !== node.id;
    const known = shown.get(id);
    if (known) {
      known.holds += 1;
      known.runs += node.runs;
    } else {
      const { kind, group, label, runs } = node;
      shown.set(id, { id, kind, group, label: folded ? null : label, holds: 1, runs });
    }
  }
  return { nodes: [...shown.values()], edges: shownEdges(graph, stand, { cause, minWeight }) };
}

function shownEdges(
  graph: PackGraph,
  stand: ReadonlyMap<string, string>,
  { cause, minWeight }: Pick<Options, "cause" | "minWeight">,
): ShownEdge[] {
  const edges = new Map<string, ShownEdge>();
  for (const edge of graph.edges) {
    const [from, to] = [stand.get(edge.from), stand.get(edge.to)];
    const weak = edge.kind === "weighs" && Math.abs(edge.weight ?? 0) < minWeight && edge.runs === 0;
    if (from === undefined || to === undefined || from === to || weak) continue;
    if (cause !== null && edge.kind === "went") continue;
    const id = `${from}>${to}`;
    const known = edges.get(id);
    edges.set(id, known ? joined(known, edge) : { ...edge, from, to, id });
  }
  return [...edges.values()];
}

function joined(a: ShownEdge, b: GraphEdge): ShownEdge {
  const stronger = Math.abs(b.weight ?? 0) > Math.abs(a.weight ?? 0) ? b.weight : a.weight;
  return { ...a, weight: stronger, runs: a.runs + b.runs };
}

function neighbours({ edges }: PackGraph, id: string): Set<string> {
  return new Set([id, ...edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))]);
}

/** A graph that opens with everything folded but the questions: they are what people walk through. */
export const firstOpen: ReadonlySet<string> = new Set(["question:questions"]);
