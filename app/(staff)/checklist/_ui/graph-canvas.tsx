"use client";

import "@xyflow/react/dist/base.css";
import "../graph.css";
import { Background, Controls, type Edge, type Node, ReactFlow, type Viewport } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Skeleton } from "#app/_ui/surface.tsx";
import { groupOf, type Shown } from "../_lib/collapse.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Places, placeGraph } from "../_lib/place-graph.ts";
import { GraphNode, type NodeData } from "./graph-node.tsx";

type Props = {
  shown: Shown;
  /** Only one cause is shown: every press leads back to the whole. */
  single: boolean;
  onToggle: (group: string) => void;
  onCause: (cause: string) => void;
};

const nodeTypes = { place: GraphNode };
const MARGIN = 16;
/** For the lines from question to question. */
const LEFT = 72;
const MIN_HEIGHT = 320;
/** A taller graph is moved about in its frame; a smaller one is there in full, and the page scrolls. */
const MAX_HEIGHT = 1_600;

/** The graph in its frame, as wide as the frame from the start; moved about and zoomed by hand. */
export function GraphCanvas({ shown, single, onToggle, onCause }: Props) {
  const t = useTranslations("checklist.graph");
  const frame = useRef<HTMLDivElement>(null);
  const [places, setPlaces] = useState<Places>();
  const [height, setHeight] = useState(MIN_HEIGHT);
  const [viewport, setViewport] = useState<Viewport>({ x: LEFT, y: MARGIN, zoom: 1 });
  useEffect(() => {
    let current = true;
    void placeGraph(shown).then((found) => {
      if (!current) return;
      // As wide as the frame, so that words can be read, and never larger than life.
      const width = (frame.current?.clientWidth ?? found.width) - LEFT - MARGIN;
      const zoom = Math.min(1, width / found.width);
      setPlaces(found);
      setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, found.height * zoom + 2 * MARGIN)));
      const x = LEFT + Math.max(0, (width - found.width * zoom) / 2);
      setViewport({ x, y: MARGIN, zoom });
    });
    return () => {
      current = false;
    };
  }, [shown]);
  const most = Math.max(1, ...shown.edges.map((edge) => edge.runs));
  return (
    <div ref={frame} style={{ height }} className="overflow-hidden rounded-md border border-line bg-surface">
      {places ? (
        <ReactFlow
          nodes={shown.nodes.map((node) => toNode(node, places, { single, onToggle, onCause }))}
          edges={shown.edges.map((edge) => toEdge(edge, most))}
          nodeTypes={nodeTypes}
          viewport={viewport}
          onViewportChange={setViewport}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          // The wheel scrolls the page; fingers and buttons zoom.
          zoomOnScroll={false}
          preventScrolling={false}
          minZoom={0.1}
          maxZoom={2}
          ariaLabelConfig={{
            "controls.ariaLabel": t("controls"),
            "controls.zoomIn.ariaLabel": t("zoomIn"),
            "controls.zoomOut.ariaLabel": t("zoomOut"),
            "controls.fitView.ariaLabel": t("fit"),
          }}
        >
          <Background />
          <Controls showInteractive={false} position="top-right" className="graph-controls" />
        </ReactFlow>
      ) : (
        <Skeleton className="h-full" />
      )}
    </div>
  );
}

function toNode(node: Shown["nodes"][number], places: Places, acts: Omit<Props, "shown">): Node<NodeData> {
  const { id } = node;
  const folds = id.startsWith("g:");
  const press = acts.single
    ? () => acts.onCause("")
    : !folds && node.kind === "cause"
      ? () => acts.onCause(id.slice(2))
      : () => acts.onToggle(groupOf(node));
  return {
    id,
    type: "place",
    position: places.at.get(id) ?? { x: 0, y: 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { node, folds, single: acts.single, onPress: press },
  };
}

/** Thicker where more runs went; faint where none did. Evidence against is dashed. */
function toEdge(edge: Shown["edges"][number], most: number): Edge {
  const { id, from, to, kind, weight, runs } = edge;
  const tone = runs > 0 ? "graph-went" : kind === "weighs" && (weight ?? 0) < 0 ? "graph-against" : "graph-for";
  return {
    id,
    source: from,
    sourceHandle: kind === "went" ? "on" : "out",
    target: to,
    targetHandle: "in",
    className: tone,
    style: { strokeWidth: runs > 0 ? 1.5 + (4 * runs) / most : 1 },
    ...(runs > 0 ? { label: String(runs), labelShowBg: true } : {}),
  };
}
