import { getTranslations } from "next-intl/server";
import { Badge } from "#app/_ui/badge.tsx";
import type { Operation, ResponseObject } from "#app/api/v1/_rest/openapi.ts";
import { curlOf } from "./curl.ts";
import { MethodBadge } from "./method-badge.tsx";
import { shapeHref } from "./reference.ts";
import { referenceOf, type SchemaRow, typeText } from "./schema-rows.ts";
import { RowTable, SchemaTable } from "./schema-table.tsx";
import { Code, Inline, Text } from "./text.tsx";

type Props = { title: string; appUrl: string; method: string; path: string; operation: Operation };

/** One operation: who may call it, what it takes, what it answers, and a command to try it. */
export async function OperationSection({ title, appUrl, method, path, operation }: Props) {
  const t = await getTranslations("docs.operation");
  const labelled = (part: string) => `${title} · ${part}`;
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return (
    <section
      id={operation.operationId}
      aria-labelledby={`${operation.operationId}-title`}
      className="flex min-w-0 flex-col gap-4 border-t border-line py-8"
    >
      <div className="flex flex-col gap-2">
        <h2 id={`${operation.operationId}-title`} className="text-lg font-semibold">
          <a href={`#${operation.operationId}`}>{title}</a>
        </h2>
        <p className="flex flex-wrap items-center gap-2 font-mono text-sm break-all">
          <MethodBadge method={method} />
          {path}
        </p>
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          <Access operation={operation} />
        </p>
      </div>
      {operation.description ? <Text>{operation.description}</Text> : null}
      {operation.parameters ? (
        <Part title={t("parameters")}>
          <RowTable rows={await parameterRows(operation)} label={labelled(t("parameters"))} />
        </Part>
      ) : null}
      {body && type ? (
        <Part title={`${t("body")} · ${type}`}>
          <SchemaTable schema={body.schema} label={labelled(t("body"))} />
          {body.example === undefined ? null : (
            <Code label={labelled(t("example"))}>{JSON.stringify(body.example, null, 2)}</Code>
          )}
        </Part>
      ) : null}
      <Part title={t("answers")}>
        <ul className="flex flex-col gap-2">
          {Object.entries(operation.responses).map(([status, answer]) => (
            <AnswerLine key={status} status={status} answer={answer} />
          ))}
        </ul>
      </Part>
      <Part title={t("try")}>
        <Code label={labelled("curl")}>{curlOf(appUrl, method, path, operation)}</Code>
      </Part>
    </section>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h3 className="text-sm font-medium text-faint">{title}</h3>
      {children}
    </div>
  );
}

async function Access({ operation }: { operation: Operation }) {
  const t = await getTranslations("docs.operation");
  const scopes = operation["x-scopes"];
  if (scopes) {
    return (
      <>
        {t("scopes")}
        {scopes.map((scope) => (
          <code key={scope} className="rounded-md bg-sunken px-1.5 font-mono text-text">
            {scope}
          </code>
        ))}
      </>
    );
  }
  return operation.security.length === 0 ? t("public") : t("signed");
}

async function parameterRows(operation: Operation): Promise<SchemaRow[]> {
  const t = await getTranslations("docs.operation.in");
  return (operation.parameters ?? []).map((parameter) => ({
    name: parameter.name,
    depth: 0,
    type: typeText(parameter.schema),
    required: parameter.required,
    about: [t(parameter.in as "path" | "query" | "header"), parameter.description ?? ""].filter(Boolean).join(" · "),
  }));
}

function AnswerLine({ status, answer }: { status: string; answer: ResponseObject }) {
  const schema = Object.values(answer.content ?? {})[0]?.schema;
  const shape = referenceOf(schema);
  return (
    <li className="flex flex-wrap items-baseline gap-x-3">
      <Badge tone={status.startsWith("2") ? "ok" : "neutral"}>{status}</Badge>
      <span className="min-w-0 flex-1 text-sm text-muted">
        <Inline text={answer.description} />{" "}
        {shape && shape !== "Problem" ? (
          <a href={shapeHref(shape)} className="font-mono text-accent-text underline underline-offset-4">
            {typeText(schema)}
          </a>
        ) : null}
      </span>
    </li>
  );
}
