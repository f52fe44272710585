"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { ChannelSettingView } from "#server/channels/schemas.ts";
import { type GatewayKind, gatewayKinds } from "#server/gateways/schemas.ts";
import { controlId, type SignType } from "../_lib/fields.ts";
import { useSaveChannel } from "../_lib/use-save-channel.ts";
import { Basics, Part, Repair } from "./form-parts.tsx";
import { GatewayFields } from "./gateway-fields.tsx";

type Props = {
  channel: string;
  label: string | undefined;
  setting: ChannelSettingView | null;
  appUrl: string;
};

/** Everything that can be set of a channel. Nothing is changed before it is saved. */
export function ChannelForm({ channel, label, setting, appUrl }: Props) {
  const t = useTranslations("channels.edit");
  const failureText = useFailureText();
  const colon = useTranslations("channels.banner")("colon");
  const [kind, setKind] = useState<GatewayKind>(setting?.kind ?? guessKind(channel));
  const [signType, setSignType] = useState<SignType>(setting?.config.signType === "RSA" ? "RSA" : "MD5");
  const { submit, faults, errorOf, turn, failure, isPending } = useSaveChannel(channel, { kind, signType });
  return (
    // A saved version starts the form anew, so that secrets just entered do not stay in the page.
    <form key={setting?.version ?? 0} onSubmit={submit} className="grid gap-6">
      {faults.length > 0 ? (
        <ErrorSummary
          title={t("summary")}
          turn={turn}
          errors={faults.map(({ path, name, text }) => ({ field: controlId(path), message: `${name}${colon}${text}` }))}
        />
      ) : failure ? (
        <Banner tone="broken" role="alert" title={failureText(failure)} />
      ) : null}
      <Basics label={label} setting={setting} errorOf={errorOf} />
      <Part id="gateway" title={t("gateway")}>
        <KindFields
          kind={kind}
          onKind={setKind}
          signType={signType}
          onSignType={setSignType}
          changed={setting !== null && setting.kind !== kind}
        />
        <GatewayFields key={kind} kind={kind} signType={signType} saved={setting} errorOf={errorOf} />
        <div className="sm:col-span-2">
          <p className="text-sm text-muted">{t("callbackUrl")}</p>
          <code className="mt-1 block rounded-md bg-sunken px-3 py-2 font-mono text-sm break-all">
            {`${appUrl}/api/gateways/${kind}/${channel}/notify`}
          </code>
        </div>
      </Part>
      <Repair setting={setting} limitError={errorOf("autoLimitFen")} />
      <Relay setting={setting} error={errorOf("relayUrl")} />
      <div>
        <Button disabled={isPending} icon={isPending ? <Spinner /> : undefined}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

const guessKind = (channel: string): GatewayKind =>
  /^(wechat|wx)/.test(channel) ? "wechatpay" : /^alipay/.test(channel) ? "alipay" : "epay";

type KindProps = {
  kind: GatewayKind;
  onKind: (kind: GatewayKind) => void;
  signType: SignType;
  onSignType: (signType: SignType) => void;
  changed: boolean;
};

/** Which gateway it is decides which fields follow. */
function KindFields({ kind, onKind, signType, onSignType, changed }: KindProps) {
  const t = useTranslations("channels.edit");
  return (
    <>
      <Field id="f-kind" label={t("kind")} hint={changed ? t("kindChanged") : undefined}>
        <Select
          id="f-kind"
          hint={changed}
          value={kind}
          onChange={(event) => onKind(event.target.value as GatewayKind)}
          options={gatewayKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
      </Field>
      {kind === "epay" ? (
        <Field id="f-sign" label={t("fields.signType")}>
          <Select
            id="f-sign"
            value={signType}
            onChange={(event) => onSignType(event.target.value as SignType)}
            options={(["MD5", "RSA"] as const).map((value) => ({ value, label: value }))}
          />
        </Field>
      ) : (
        <span className="hidden sm:block" />
      )}
    </>
  );
}

function Relay({ setting, error }: { setting: ChannelSettingView | null; error: string | undefined }) {
  const t = useTranslations("channels.edit");
  const id = controlId("relayUrl");
  return (
    <Part id="relay" title={t("relay")}>
      <Field id={id} label={t("relayUrl")} hint={t("relayHint")} error={error} className="sm:col-span-2">
        <Input
          id={id}
          name="relayUrl"
          type="url"
          maxLength={500}
          autoComplete="off"
          hint
          error={error}
          defaultValue={setting?.relayUrl ?? ""}
        />
      </Field>
    </Part>
  );
}
