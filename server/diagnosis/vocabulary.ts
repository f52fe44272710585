import { rawCodes } from "./codes.ts";
import { causeInfo } from "./pack/index.ts";
import type { Pack } from "./pack/schema.ts";
import { type AdviceTag, type CauseCode, type CauseStage, causeCodes, type Locale } from "./schemas.ts";

const stageByPrefix: Readonly<Record<string, CauseStage>> = {
  ACC: "account",
  INP: "input",
  PAY: "payment",
  POL: "policy",
  RISK: "risk",
  CB: "callback",
  ORD: "order",
  FUL: "fulfilment",
  CR: "credit",
};

const causeStage = (code: CauseCode): CauseStage => stageByPrefix[code.split("_")[0] ?? ""] ?? "unknown";

/**
 * Every cause as platforms and customers may read it: without notes for staff and without what weighs for it.
 * @param pack the running pack: its words and what its causes lead to
 */
export function causeVocabulary(pack: Pack, locale: Locale) {
  return causeCodes.map((code) => {
    const { title, happened, money, now, by, team, sla } = causeInfo(code, locale, pack);
    const remedies = remediesOf(pack, code, locale);
    const codes = rawCodes
      .filter(({ causes }) => causes.includes(code))
      .map((raw) => ({ code: raw.code, where: raw.where }));
    return { code, stage: causeStage(code), title, happened, money, now, by, remedies, codes, team, slaClass: sla };
  });
}

/** What a cause may lead to, in the order in which its plans are tried. */
function remediesOf(pack: Pack, code: CauseCode, locale: Locale) {
  const plans = pack.causes.find((cause) => cause.code === code)?.plans ?? [];
  const words = pack.copy[locale].remedies;
  return [...new Set(plans.flatMap((plan) => plan.remedies))].map((remedy) => {
    const advice: AdviceTag | null = pack.remedies.find((one) => one.code === remedy)?.tag ?? null;
    return { code: remedy, advice, text: words[remedy] ?? remedy };
  });
}
