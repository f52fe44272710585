"use client";

import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, RadioCards, Select } from "#app/_ui/field.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { fenOfYuan, yuanOfFen } from "#app/(staff)/desk/_lib/yuan.ts";
import {
  type ChannelSettingView,
  defaultAutoLimitFen,
  defaultPolicy,
  repairPolicies,
} from "#server/channels/schemas.ts";
import { type GatewayKind, gatewayKinds } from "#server/gateways/schemas.ts";
import { controlId, readForm, type SettingInput, type SignType, wrongOf } from "../_lib/fields.ts";
import { GatewayFields } from "./gateway-fields.tsx";

type Props = {
  channel: string;
  label: string | undefined;
  setting: ChannelSettingView | null;
  appUrl: string;
};
type Faults = { path: string; message: string }[];

/** Everything that can be set of a channel. Nothing is changed before it is saved. */
export function ChannelForm({ channel, label, setting, appUrl }: Props) {
  const t = useTranslations("channels.edit");
  const router = useRouter();
  const failureText = useFailureText();
  const [kind, setKind] = useState<GatewayKind>(setting?.kind ?? guessKind(channel));
  const [signType, setSignType] = useState<SignType>(setting?.config.signType === "RSA" ? "RSA" : "MD5");
  const [limitWrong, setLimitWrong] = useState(false);
  const [turn, setTurn] = useState(0);
  const save = useMutation({
    mutationFn: (input: SettingInput) => trpc.channels.save.mutate({ channel, setting: input }),
    onSuccess: () => {
      toast.ok(t("saved"), { description: t("savedHint") });
      router.refresh();
    },
    onError: () => setTurn((before) => before + 1),
  });
  const faults = faultsOf(save.error).map(({ path, message }) => ({
    path,
    text: t(`wrong.${wrongOf(path, message)}`),
  }));
  if (limitWrong) faults.push({ path: "autoLimitFen", text: t("autoLimitWrong") });
  const errorOf = (path: string) => faults.find((fault) => fault.path === path)?.text;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const entered = String(form.get("autoLimit") ?? "");
    const autoLimitFen = /^0(\.0{1,2})?$/.test(entered.trim()) ? 0 : fenOfYuan(entered);
    setLimitWrong(autoLimitFen === null);
    if (autoLimitFen === null) setTurn((before) => before + 1);
    else save.mutate(readForm(form, { kind, signType, autoLimitFen }));
  };
  return (
    // A saved version starts the form anew, so that secrets just entered do not stay in the page.
    <form key={setting?.version ?? 0} onSubmit={submit} className="grid gap-6">
      {faults.length > 0 ? (
        <ErrorSummary
          title={t("summary")}
          turn={turn}
          errors={faults.map(({ path, text }) => ({ field: controlId(path), message: text }))}
        />
      ) : save.error ? (
        <Banner tone="broken" role="alert" title={failureText(save.error)} />
      ) : null}
      <Basics label={label} setting={setting} errorOf={errorOf} />
      <Part id="gateway" title={t("gateway")}>
        <Field id="f-kind" label={t("kind")} hint={setting && setting.kind !== kind ? t("kindChanged") : undefined}>
          <Select
            id="f-kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as GatewayKind)}
            options={gatewayKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
        </Field>
        {kind === "epay" ? (
          <Field id="f-sign" label={t("fields.signType")}>
            <Select
              id="f-sign"
              value={signType}
              onChange={(event) => setSignType(event.target.value as SignType)}
              options={[
                { value: "MD5", label: "MD5" },
                { value: "RSA", label: "RSA" },
              ]}
            />
          </Field>
        ) : (
          <span className="hidden sm:block" />
        )}
        <GatewayFields key={kind} kind={kind} signType={signType} saved={setting} errorOf={errorOf} />
        <div className="sm:col-span-2">
          <p className="text-sm text-muted">{t("callbackUrl")}</p>
          <code className="mt-1 block rounded-md bg-sunken px-3 py-2 font-mono text-sm break-all">
            {`${appUrl}/api/gateways/${kind}/${channel}/notify`}
          </code>
        </div>
      </Part>
      <Repair setting={setting} limitError={errorOf("autoLimitFen")} />
      <Part id="relay" title={t("relay")}>
        <Field
          id={controlId("relayUrl")}
          label={t("relayUrl")}
          hint={t("relayHint")}
          error={errorOf("relayUrl")}
          className="sm:col-span-2"
        >
          <Input
            id={controlId("relayUrl")}
            name="relayUrl"
            type="url"
            maxLength={500}
            autoComplete="off"
            hint
            error={errorOf("relayUrl")}
            defaultValue={setting?.relayUrl ?? ""}
          />
        </Field>
      </Part>
      <div>
        <Button disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** What the server said about single fields; at its door they stand below `setting`. */
function faultsOf(error: unknown): Faults {
  if (!(error instanceof TRPCClientError)) return [];
  const { errors = [] } = (error.data ?? {}) as { errors?: Faults };
  return errors.map(({ path, message }) => ({ path: path.replace(/^setting\./, ""), message }));
}

const guessKind = (channel: string): GatewayKind =>
  /^(wechat|wx)/.test(channel) ? "wechatpay" : /^alipay/.test(channel) ? "alipay" : "epay";

function Part({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      {hint ? <p className="mt-1 text-sm text-muted">{hint}</p> : null}
      <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}

type BasicsProps = Pick<Props, "label" | "setting"> & { errorOf: (path: string) => string | undefined };

function Basics({ label, setting, errorOf }: BasicsProps) {
  const t = useTranslations("channels.edit");
  const field = (name: string) => ({ id: controlId(name), error: errorOf(name) });
  return (
    <Part id="basics" title={t("basics")}>
      <Field {...field("label")} label={t("label")} hint={t("labelHint")}>
        <Input {...field("label")} name="label" hint required maxLength={60} defaultValue={setting?.label ?? label} />
      </Field>
      <Field {...field("methods")} label={t("methods")} hint={t("methodsHint")}>
        <Input
          {...field("methods")}
          name="methods"
          hint
          maxLength={500}
          autoComplete="off"
          defaultValue={setting?.methods.join(", ")}
        />
      </Field>
      <Field {...field("priority")} label={t("priority")} hint={t("priorityHint")}>
        <Input
          {...field("priority")}
          name="priority"
          hint
          type="number"
          inputMode="numeric"
          min={0}
          max={9_999}
          required
          defaultValue={setting?.priority ?? 100}
        />
      </Field>
      <label className="flex min-h-11 cursor-pointer items-start gap-3 self-end">
        <input
          type="checkbox"
          name="enabled"
          defaultChecked={setting?.enabled ?? true}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
        <span>
          <span className="block font-medium">{t("enabled")}</span>
          <span className="block text-sm text-muted">{t("enabledHint")}</span>
        </span>
      </label>
    </Part>
  );
}

function Repair({ setting, limitError }: { setting: ChannelSettingView | null; limitError: string | undefined }) {
  const t = useTranslations("channels.edit");
  const policy = useTranslations("channels.policy");
  const id = controlId("autoLimitFen");
  return (
    <Part id="repair" title={t("repair")} hint={t("repairHint")}>
      <div className="sm:col-span-2">
        <RadioCards
          id="f-policy"
          name="policy"
          legend={<span className="sr-only">{t("repair")}</span>}
          defaultValue={setting?.policy ?? defaultPolicy}
          options={repairPolicies.map((value) => ({ value, label: policy(value), hint: policy(`${value}Hint`) }))}
        />
      </div>
      <Field id={id} label={t("autoLimit")} hint={t("autoLimitHint")} error={limitError}>
        <Input
          id={id}
          name="autoLimit"
          inputMode="decimal"
          autoComplete="off"
          hint
          error={limitError}
          className="tabular"
          defaultValue={yuanOfFen(setting?.autoLimitFen ?? defaultAutoLimitFen)}
        />
      </Field>
    </Part>
  );
}
