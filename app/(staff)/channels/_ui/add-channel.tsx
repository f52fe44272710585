import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";

/** Leads to the settings of a channel that is not there yet. A plain form: it needs no script. */
export function AddChannel({ wrongCode }: { wrongCode: string | undefined }) {
  const t = useTranslations("channels.manage");
  const error = wrongCode === undefined ? undefined : t("codeWrong");
  return (
    <Card>
      <h2 className="text-lg font-semibold">{t("add")}</h2>
      <form
        action="/channels"
        className="mt-3 grid items-end gap-3 sm:grid-cols-[minmax(0,24rem)_auto] sm:justify-start"
      >
        <Field id="code" label={t("code")} hint={t("codeHint")} error={error}>
          <Input
            id="code"
            name="code"
            hint
            error={error}
            required
            maxLength={63}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={wrongCode}
          />
        </Field>
        <Button variant="secondary">{t("start")}</Button>
      </form>
    </Card>
  );
}
