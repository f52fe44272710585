import { describe, expect, test } from "vitest";
import type { PackGraph } from "#server/diagnosis/schemas.ts";
import { firstOpen, shownGraph } from "./collapse.ts";

const graph: PackGraph = {
  version: "0",
  days: 7,
  started: 9,
  nodes: [
    { id: "f:pay.state", kind: "fact", label: "pay", group: "pay", runs: 0 },
    { id: "f:pay.error", kind: "fact", label: "error", group: "pay", runs: 0 },
    { id: "q:debited", kind: "question", label: "debited?", group: "questions", runs: 9 },
    { id: "q:page", kind: "question", label: "page?", group: "questions", runs: 4 },
    { id: "c:PAY_A", kind: "cause", label: "A", group: "PAY", runs: 3 },
    { id: "c:PAY_B", kind: "cause", label: "B", group: "PAY", runs: 2 },
    { id: "o:wait:W", kind: "outcome", label: "wait", group: "wait", runs: 5 },
  ],
  edges: [
    { from: "f:pay.state", to: "c:PAY_A", kind: "weighs", weight: 1, runs: 0 },
    { from: "f:pay.error", to: "c:PAY_B", kind: "weighs", weight: -3, runs: 0 },
    { from: "q:debited", to: "c:PAY_A", kind: "weighs", weight: 0.5, runs: 2 },
    { from: "q:debited", to: "q:page", kind: "went", weight: null, runs: 4 },
    { from: "c:PAY_A", to: "o:wait:W", kind: "leads", weight: null, runs: 3 },
    { from: "c:PAY_B", to: "o:wait:W", kind: "leads", weight: null, runs: 2 },
  ],
};
const all = { open: firstOpen, cause: null, minWeight: 0 };

describe("a graph with closed groups", () => {
  test("folds nodes of a group into one, with the sum of their runs", () => {
    const { nodes } = shownGraph(graph, all);
    expect(nodes).toContainEqual({ id: "g:cause:PAY", kind: "cause", group: "PAY", label: null, holds: 2, runs: 5 });
    expect(nodes.map(({ id }) => id)).toEqual(["g:fact:pay", "q:debited", "q:page", "g:cause:PAY", "g:outcome:wait"]);
  });

  test("joins edges: the strongest weight and all runs", () => {
    const { edges } = shownGraph(graph, all);
    expect(edges).toContainEqual(expect.objectContaining({ id: "g:fact:pay>g:cause:PAY", weight: -3, runs: 0 }));
    expect(edges).toContainEqual(expect.objectContaining({ id: "g:cause:PAY>g:outcome:wait", runs: 5 }));
  });

  test("leaves out weak evidence that nobody went along, and edges within a closed group", () => {
    const weak = shownGraph(graph, { ...all, open: new Set(["fact:pay", "cause:PAY"]), minWeight: 2 }).edges;
    expect(weak.map(({ id }) => id)).toEqual([
      "f:pay.error>c:PAY_B",
      "g:question:questions>c:PAY_A",
      "c:PAY_A>g:outcome:wait",
      "c:PAY_B>g:outcome:wait",
    ]);
  });

  test("one cause shows itself with what it touches, all open", () => {
    const { nodes, edges } = shownGraph(graph, { ...all, open: new Set(), cause: "PAY_A" });
    expect(nodes.map(({ id }) => id)).toEqual(["f:pay.state", "q:debited", "c:PAY_A", "o:wait:W"]);
    expect(edges).toHaveLength(3);
  });
});
