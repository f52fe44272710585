import ELK, { type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Shown } from "./collapse.ts";

export const NODE_WIDTH = 216;
export const NODE_HEIGHT = 60;

/** Facts and questions, then causes, then what they come to. */
const columns = { fact: 0, question: 0, cause: 1, outcome: 2 } as const;

let elk: InstanceType<typeof ELK> | undefined;

export type Places = { at: Map<string, { x: number; y: number }>; width: number; height: number };

/** Finds places for the nodes, left to right in layers. @returns the upper left corner of each, and how large it all is */
export async function placeGraph({ nodes, edges }: Shown): Promise<Places> {
  elk ??= new ELK();
  const placed: ElkNode = await elk.layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.partitioning.activate": "true",
      "elk.layered.spacing.nodeNodeBetweenLayers": "120",
      "elk.spacing.nodeNode": "10",
    },
    children: nodes.map(({ id, kind }) => ({
      id,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      layoutOptions: { "elk.partitioning.partition": String(columns[kind]) },
    })),
    // Questions stand in one column: where people went from one to the next moves none of them.
    edges: edges
      .filter(({ kind }) => kind !== "went")
      .map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  const at = new Map((placed.children ?? []).map(({ id, x, y }) => [id, { x: x ?? 0, y: y ?? 0 }]));
  return { at, width: placed.width ?? NODE_WIDTH, height: placed.height ?? NODE_HEIGHT };
}
