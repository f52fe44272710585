"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, FieldError, Input, Textarea } from "#app/_ui/field.tsx";
import type { ChannelSettingView } from "#server/channels/schemas.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { type ConfigField, controlId, fieldsOf, isSecret, type SignType } from "../_lib/fields.ts";

type ErrorOf = (path: string) => string | undefined;
type Props = { kind: GatewayKind; signType: SignType; saved: ChannelSettingView | null; errorOf: ErrorOf };

/** The members of one kind of gateway. What is saved is filled in, secrets excepted: of those only the names are known. */
export function GatewayFields({ kind, signType, saved, errorOf }: Props) {
  const own = saved?.kind === kind ? saved : null;
  return (
    <>
      {fieldsOf(kind, signType).map((field) =>
        isSecret(field) ? (
          <SecretField
            key={field.name}
            field={field}
            isSet={own?.secretsSet.includes(field.name) ?? false}
            error={errorOf(`config.${field.name}`)}
          />
        ) : (
          <PlainField
            key={field.name}
            field={field}
            value={textOf(own?.config[field.name]) ?? field.usual}
            error={errorOf(`config.${field.name}`)}
          />
        ),
      )}
      {kind === "wechatpay" ? (
        <PlatformKeys saved={(own?.config.platformKeys ?? {}) as Record<string, string>} errorOf={errorOf} />
      ) : null}
    </>
  );
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
const wide = ({ shape }: ConfigField) => (shape === "key" || shape === "secretKey" ? "sm:col-span-2" : undefined);

type FieldProps = { field: ConfigField; error: string | undefined };

function PlainField({ field, value, error }: FieldProps & { value: string | undefined }) {
  const t = useTranslations("channels.edit");
  const [id, name] = [controlId(`config.${field.name}`), `config.${field.name}`];
  const common = { id, name, defaultValue: value, required: true, autoComplete: "off", spellCheck: false, error };
  return (
    <Field
      id={id}
      label={t(`fields.${field.name}`)}
      hint={field.shape === "key" ? t("keyHint") : undefined}
      error={error}
      className={wide(field) ?? ""}
    >
      {field.shape === "key" ? (
        <Textarea {...common} hint rows={4} className="font-mono text-xs!" />
      ) : (
        <Input {...common} type={field.shape === "url" ? "url" : "text"} maxLength={500} />
      )}
    </Field>
  );
}

function SecretField({ field, isSet, error }: FieldProps & { isSet: boolean }) {
  const t = useTranslations("channels.edit");
  const [replacing, setReplacing] = useState(false);
  const [id, name] = [controlId(`config.${field.name}`), `config.${field.name}`];
  const label = t(`fields.${field.name}`);
  if (isSet && !replacing) {
    return (
      <div className={wide(field)}>
        <p className="mb-1.5 font-medium">{label}</p>
        <p className="flex min-h-11 flex-wrap items-center justify-between gap-2 rounded-md bg-sunken px-3 py-1 text-sm text-muted">
          {t("secretSet")}
          <Button
            type="button"
            variant="secondary"
            size="compact"
            id={id}
            aria-label={`${t("secretReplace")} ${label}`}
            aria-describedby={error ? `${id}-error` : undefined}
            onClick={() => setReplacing(true)}
          >
            {t("secretReplace")}
          </Button>
        </p>
        {error ? <FieldError id={id}>{error}</FieldError> : null}
      </div>
    );
  }
  const hint =
    field.shape === "secretKey" ? t("keyHint") : field.name === "apiV3Key" ? t("apiV3KeyHint") : t("secretNew");
  const common = { id, name, hint, error, required: !isSet, autoComplete: "off", spellCheck: false };
  return (
    <div className={wide(field)}>
      <Field id={id} label={label} hint={hint} error={error}>
        {field.shape === "secretKey" ? (
          <Textarea {...common} rows={4} className="font-mono text-xs!" />
        ) : (
          <Input {...common} type="password" autoComplete="new-password" maxLength={200} />
        )}
      </Field>
      {isSet ? (
        <Button type="button" variant="ghost" size="compact" className="mt-1" onClick={() => setReplacing(false)}>
          {t("secretKeep")}
        </Button>
      ) : null}
    </div>
  );
}

type KeyRow = { row: number; id: string; pem: string };

/** WeChat Pay's public keys by serial or id: several stand side by side while they are being replaced. */
function PlatformKeys({ saved, errorOf }: { saved: Record<string, string>; errorOf: ErrorOf }) {
  const t = useTranslations("channels.edit");
  const [rows, setRows] = useState<KeyRow[]>(() => {
    const known = Object.entries(saved).map(([id, pem], row) => ({ row, id, pem }));
    return known.length > 0 ? known : [{ row: 0, id: "", pem: "" }];
  });
  const add = () => setRows((list) => [...list, { row: 1 + Math.max(...list.map(({ row }) => row)), id: "", pem: "" }]);
  const change = (row: number, id: string) =>
    setRows((list) => list.map((one) => (one.row === row ? { ...one, id } : one)));
  const missing = errorOf("config.platformKeys");
  return (
    <fieldset className="sm:col-span-2" id={controlId("config.platformKeys")}>
      <legend className="mb-1.5 font-medium">{t("fields.platformKeys")}</legend>
      <p className="-mt-1 mb-2 text-sm text-muted">
        {t("rotationHint")} {t("keyHint")}
      </p>
      <ul className="grid gap-3">
        {rows.map(({ row, id, pem }) => {
          const error = errorOf(`config.platformKeys.${id}`) ?? (row === rows[0]?.row ? missing : undefined);
          const pemId = controlId(`config.platformKeys.${id || row}`);
          return (
            <li key={row} className="grid gap-2 rounded-md border border-line p-3">
              <Field id={`platform-key-${row}`} label={t("keyId")}>
                <Input
                  id={`platform-key-${row}`}
                  name="platformKeyId"
                  value={id}
                  onChange={(event) => change(row, event.target.value)}
                  required
                  maxLength={200}
                  autoComplete="off"
                  spellCheck={false}
                />
              </Field>
              <Field id={pemId} label={t("keyPem")} error={error}>
                <Textarea
                  id={pemId}
                  name="platformKeyPem"
                  defaultValue={pem}
                  error={error}
                  required
                  rows={3}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono text-xs!"
                />
              </Field>
              {rows.length > 1 ? (
                <Button
                  type="button"
                  variant="ghost"
                  size="compact"
                  className="justify-self-start"
                  icon={<X aria-hidden className="size-4" />}
                  onClick={() => setRows((list) => list.filter((one) => one.row !== row))}
                >
                  {t("removeKey")}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
      <Button
        type="button"
        variant="secondary"
        size="compact"
        className="mt-2"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={add}
      >
        {t("addKey")}
      </Button>
    </fieldset>
  );
}
