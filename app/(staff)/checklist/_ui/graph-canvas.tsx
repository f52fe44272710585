"use client";

import "@xyflow/react/dist/base.css";
import "../graph.css";
import { Background, Controls, type Edge, type Node, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Skeleton } from "#app/_ui/surface.tsx";
import type { Shown } from "../_lib/collapse.ts";
import { groupOf } from "../_lib/collapse.ts";
import { NODE_HEIGHT, NODE_WIDTH, placeGraph } from "../_lib/place-graph.ts";
import { GraphNode, type NodeData } from "./graph-node.tsx";

type Props = { shown: Shown; onToggle: (group: string) => void; onCause: (cause: string) => void };

const nodeTypes = { place: GraphNode };

export function GraphCanvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

type Places = Map<string, { x: number; y: number }>;

function Canvas({ shown, onToggle, onCause }: Props) {
  const t = useTranslations("checklist.graph");
  const { fitView } = useReactFlow();
  const [places, setPlaces] = useState<Places>();
  useEffect(() => {
    let current = true;
    void placeGraph(shown).then((found) => {
      if (!current) return;
      setPlaces(found);
      requestAnimationFrame(() => void fitView({ padding: 0.05, maxZoom: 1 }));
    });
    return () => {
      current = false;
    };
  }, [shown, fitView]);
  if (!places) return <Skeleton className="h-[70vh]" />;
  const most = Math.max(1, ...shown.edges.map((edge) => edge.runs));
  return (
    <div className="h-[70vh] min-h-96 overflow-hidden rounded-md border border-line bg-surface">
      <ReactFlow
        nodes={shown.nodes.map((node) => toNode(node, places, { onToggle, onCause }))}
        edges={shown.edges.map((edge) => toEdge(edge, most))}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        minZoom={0.1}
        maxZoom={2}
        fitView
        fitViewOptions={{ padding: 0.05, maxZoom: 1 }}
        ariaLabelConfig={{
          "controls.ariaLabel": t("controls"),
          "controls.zoomIn.ariaLabel": t("zoomIn"),
          "controls.zoomOut.ariaLabel": t("zoomOut"),
          "controls.fitView.ariaLabel": t("fit"),
        }}
      >
        <Background />
        <Controls showInteractive={false} className="graph-controls" />
      </ReactFlow>
    </div>
  );
}

function toNode(node: Shown["nodes"][number], places: Places, acts: Omit<Props, "shown">): Node<NodeData> {
  const { id } = node;
  return {
    id,
    type: "place",
    position: places.get(id) ?? { x: 0, y: 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: {
      node,
      folds: id.startsWith("g:"),
      onPress: id.startsWith("g:")
        ? () => acts.onToggle(groupOf(node))
        : node.kind === "cause"
          ? () => acts.onCause(id.slice(2))
          : () => acts.onToggle(groupOf(node)),
    },
  };
}

/** Thicker where more runs went; faint where none did. Evidence against is dashed. */
function toEdge(edge: Shown["edges"][number], most: number): Edge {
  const { id, from, to, kind, weight, runs } = edge;
  const tone = runs > 0 ? "graph-went" : kind === "weighs" && (weight ?? 0) < 0 ? "graph-against" : "graph-for";
  return {
    id,
    source: from,
    target: to,
    className: tone,
    style: { strokeWidth: runs > 0 ? 1.5 + (4 * runs) / most : 1 },
    ...(runs > 0 ? { label: String(runs), labelShowBg: true } : {}),
  };
}
