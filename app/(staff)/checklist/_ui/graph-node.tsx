"use client";

import { Handle, type Node, type NodeProps, Position, useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { ShownNode } from "../_lib/collapse.ts";

export type NodeData = { node: ShownNode; folds: boolean; single: boolean; onPress: () => void };

const look: Record<ShownNode["kind"], string> = {
  fact: "border-line-strong bg-surface",
  question: "border-accent bg-accent-soft",
  cause: "border-line-strong bg-wait-soft",
  outcome: "border-line-strong bg-ok-soft",
};

/** A place in the graph: a button that opens its group, closes it again, or shows one cause alone. */
export function GraphNode({ data, positionAbsoluteX, positionAbsoluteY }: NodeProps<Node<NodeData>>) {
  const t = useTranslations("checklist.graph");
  const { setCenter, getZoom } = useReactFlow();
  const { node, folds, single, onPress } = data;
  const words = useGroupWords();
  const label = node.label ?? t("folded", { group: words(node.kind, node.group), count: node.holds });
  const hint = single ? t("whole") : folds ? t("open") : node.kind === "cause" ? t("only") : t("close");
  return (
    <>
      <Handle id="in" type="target" position={Position.Left} isConnectable={false} className="graph-handle" />
      {/* From question to question: they stand in one column, so those lines go round on the left. */}
      <Handle id="on" type="source" position={Position.Left} isConnectable={false} className="graph-handle" />
      <button
        type="button"
        onClick={onPress}
        // Whoever goes from place to place by keyboard must see where they are.
        onFocus={(event) => {
          if (!event.currentTarget.matches(":focus-visible")) return;
          void setCenter(positionAbsoluteX + 108, positionAbsoluteY + 30, { zoom: Math.max(getZoom(), 0.6) });
        }}
        aria-expanded={folds ? false : undefined}
        title={`${label} · ${hint}`}
        className={cx(
          // What can be neither dragged nor selected takes no presses by itself.
          "nopan pointer-events-auto flex h-full w-full flex-col justify-center rounded-md border px-2 py-1 text-left text-xs text-text",
          look[node.kind],
          folds && "border-dashed font-medium",
        )}
      >
        <span className="line-clamp-2">{label}</span>
        <span className="text-muted tabular">
          {t(`kind.${node.kind}`)}
          {node.runs > 0 ? ` · ${t("runsCount", { count: node.runs })}` : ""}
        </span>
      </button>
      <Handle id="out" type="source" position={Position.Right} isConnectable={false} className="graph-handle" />
    </>
  );
}

/** What the groups of a kind are called. A domain that we have no word for is called as in the pack. */
function useGroupWords() {
  const t = useTranslations("checklist.groups");
  return (kind: ShownNode["kind"], group: string): string => {
    const key = `${kind}.${group}` as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "question.questions") : group;
  };
}
