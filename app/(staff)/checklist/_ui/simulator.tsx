"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { packQueries } from "../_lib/queries.ts";
import { formOf, type Settings, settingsOf, valuesOf } from "../_lib/sim-pack.ts";
import { LoadRun } from "./load-run.tsx";
import { Loaded } from "./loaded.tsx";
import { SimFields } from "./sim-fields.tsx";
import { SimResult } from "./sim-result.tsx";
import { VersionSelect } from "./version-select.tsx";

/** Facts and answers on one side, what comes of them on the other; with a second version side by side. */
export function Simulator({ run, version: first }: { run: string; version: string }) {
  const t = useTranslations("checklist.simulator");
  const { locale } = useDesk();
  const [version, setVersion] = useState(first);
  const [other, setOther] = useState("");
  const [facts, setFacts] = useState<Settings>({});
  const [answers, setAnswers] = useState<Settings>({});
  const pack = useQuery(packQueries.one(version));
  const input = { facts: valuesOf(facts), answers: valuesOf(answers), locale };
  const clear = () => {
    setFacts({});
    setAnswers({});
  };
  return (
    <div className="mt-6 grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Card className="grid gap-5">
        <div className="grid gap-3 sm:grid-cols-2">
          <VersionSelect id="version" label={t("version")} value={version} onChange={setVersion} />
          <VersionSelect id="other" label={t("compareWith")} none={t("nothing")} value={other} onChange={setOther} />
        </div>
        <LoadRun
          start={run}
          onLoaded={(loaded) => {
            setFacts(settingsOf(loaded.facts));
            setAnswers(settingsOf(loaded.answers));
          }}
        />
        <Loaded query={pack}>
          {(data) => {
            const form = formOf(data, locale);
            return (
              <>
                <SimFields legend={t("answers")} fields={form.answers} values={answers} onChange={setAnswers} open />
                <SimFields legend={t("facts")} fields={form.facts} values={facts} onChange={setFacts} />
              </>
            );
          }}
        </Loaded>
        <Button type="button" variant="secondary" size="compact" className="justify-self-start" onClick={clear}>
          {t("clear")}
        </Button>
      </Card>
      <div className={other === "" ? "grid gap-6" : "grid gap-6 xl:grid-cols-2"}>
        <SimResult key={version} heading={t("says")} input={{ ...input, version }} onAnswer={setAnswers} />
        {other === "" ? null : <SimResult heading={t("otherSays")} input={{ ...input, version: other }} />}
      </div>
    </div>
  );
}
