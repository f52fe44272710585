"use client";

import { useTranslations } from "next-intl";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import type { PackGraph } from "../_lib/queries.ts";

type Props = { graph: PackGraph; cause: string | null };

/** The same as the drawing in rows: for readers of screens, for phones, and for looking something up. */
export function GraphTable({ graph, cause }: Props) {
  const t = useTranslations("checklist.graph");
  const label = new Map(graph.nodes.map((node) => [node.id, node]));
  const causes = graph.nodes.filter(({ id, kind }) => kind === "cause" && (cause === null || id === `c:${cause}`));
  const went = graph.edges
    .filter(({ kind }) => kind === "went")
    .toSorted((a, b) => b.runs - a.runs)
    .slice(0, 50);
  return (
    <div className="grid gap-6">
      {cause === null && went.length > 0 ? (
        <section>
          <h2 className="mb-2 font-semibold">{t("asked")}</h2>
          <Table aria-label={t("asked")}>
            <thead>
              <tr>
                <Th>{t("after")}</Th>
                <Th>{t("next")}</Th>
                <Th align="right">{t("runs")}</Th>
              </tr>
            </thead>
            <tbody>
              {went.map(({ from, to, runs }) => (
                <Tr key={`${from}>${to}`}>
                  <Td>{label.get(from)?.label ?? from}</Td>
                  <Td>{label.get(to)?.label ?? to}</Td>
                  <Td align="right">{runs}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </section>
      ) : null}
      <ul className="grid gap-2">
        {causes.map((node) => (
          <li key={node.id}>
            <details open={cause !== null} className="rounded-md border border-line bg-surface">
              <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 px-4 py-2">
                <span className="font-medium">{node.label}</span>
                <code className="font-mono text-xs break-all text-muted">{node.id.slice(2)}</code>
                <span className="ml-auto text-sm text-muted tabular">{t("runsCount", { count: node.runs })}</span>
              </summary>
              <CauseRows graph={graph} id={node.id} />
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}

function CauseRows({ graph, id }: { graph: PackGraph; id: string }) {
  const t = useTranslations("checklist.graph");
  const label = new Map(graph.nodes.map((node) => [node.id, node]));
  const evidence = graph.edges
    .filter(({ to, kind }) => to === id && kind === "weighs")
    .toSorted((a, b) => Math.abs(b.weight ?? 0) - Math.abs(a.weight ?? 0));
  const outcomes = graph.edges.filter(({ from, kind }) => from === id && kind === "leads");
  return (
    <div className="grid gap-4 border-t border-line p-4 lg:grid-cols-2">
      <Table aria-label={t("evidence")}>
        <thead>
          <tr>
            <Th>{t("evidence")}</Th>
            <Th align="right">{t("weight")}</Th>
            <Th align="right">{t("runs")}</Th>
          </tr>
        </thead>
        <tbody>
          {evidence.map(({ from, weight, runs }) => (
            <Tr key={from}>
              <Td>{label.get(from)?.label ?? from}</Td>
              <Td align="right">{signed(weight)}</Td>
              <Td align="right">{runs}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Table aria-label={t("outcomes")}>
        <thead>
          <tr>
            <Th>{t("outcomes")}</Th>
            <Th align="right">{t("runs")}</Th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ to, runs }) => (
            <Tr key={to}>
              <Td>{label.get(to)?.label ?? to}</Td>
              <Td align="right">{runs}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const signed = (weight: number | null): string =>
  weight === null ? "" : `${weight > 0 ? "+" : weight < 0 ? "−" : ""}${Math.abs(weight)}`;
