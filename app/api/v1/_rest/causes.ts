import { z } from "zod";
import { causeVocabulary, runningPack } from "#server/diagnosis/index.ts";
import {
  adviceTags,
  causeCodes,
  causeStages,
  chargeStates,
  claims,
  localeOf,
  outcomeKinds,
  slaClasses,
  teams,
} from "#server/diagnosis/schemas.ts";
import {
  callbackOutcomes,
  channelStatuses,
  fulfilmentStates,
  orderStatuses,
  paymentStates,
  riskSides,
  riskStates,
  stageStates,
  stages,
} from "#server/orders/schemas.ts";
import { ticketStatuses } from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

/** The words of states that a platform may share, by what they are states of. */
const states = {
  order: orderStatuses,
  payment: paymentStates,
  callback: callbackOutcomes,
  fulfilment: fulfilmentStates,
  risk: riskStates,
  riskSide: riskSides,
  channel: channelStatuses,
  charge: chargeStates,
  outcome: outcomeKinds,
  advice: adviceTags,
  claim: claims,
  ticket: ticketStatuses,
  stage: stages,
  stageState: stageStates,
};

const text = z.string();
const causeSchema = z.object({
  code: z.enum(causeCodes),
  stage: z.enum(causeStages),
  title: text,
  happened: text,
  money: text,
  now: text,
  by: text,
  /** What it may lead to, in the order in which it is tried. */
  remedies: z.array(z.object({ code: text, advice: z.enum(adviceTags).nullable(), text })),
  /** What gateways and suppliers send for it. A code may point to several causes; underscores and `ACQ.` do not matter. */
  codes: z.array(z.object({ code: text, where: text })),
  team: z.enum(teams),
  slaClass: z.enum(slaClasses),
});
const statesSchema = z.object({ order: z.array(text) }).catchall(z.array(text));

export const causeEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/causes",
    operationId: "listCauses",
    tag: "Diagnosis",
    access: "public",
    summary: "The causes that the checklist can find",
    description:
      "A vocabulary that platforms can share: every cause with what customers are told (in the language of Accept-Language), what it leads to, who takes it and how fast, and the raw codes of gateways and suppliers that point to it. `states` lists the words of all states. Codes are only ever added.",
    answers: {
      200: {
        description: "All causes.",
        schema: z.object({
          version: text,
          items: z.array(causeSchema),
          nextCursor: z.null(),
          states: statesSchema,
        }),
      },
    },
    async run({ locale }) {
      const pack = await runningPack();
      const items = causeVocabulary(pack, localeOf(locale));
      return { status: 200, body: { version: pack.version, items, nextCursor: null, states } };
    },
  }),
];
