import { z } from "zod";

/** What became of a version: being written, waiting for a second person, spoken by new runs, kept for old ones. */
export const packStates = ["draft", "proposed", "published", "retired"] as const;
export type PackState = (typeof packStates)[number];

/** Who made a version: the code, people on the page or by API, or the proposal from agents' cause codes. */
export const packOrigins = ["builtin", "people", "learning"] as const;
export type PackOrigin = (typeof packOrigins)[number];

/** Content is bounded before it is read: the built-in pack takes about a tenth of this. */
export const MAX_PACK_BYTES = 2_000_000;
export const MAX_DRAFTS = 50;

/** A version (16 hex digits), or the id of a draft. */
export const packKeySchema = z.string().regex(/^[0-9a-f-]{16,40}$/);
/** The same, or the one that runs now. */
export const anyPackSchema = z.union([packKeySchema, z.literal("running")]);
const noteSchema = z.string().trim().max(2_000);
/** Anything: what is wrong with it is said line by line. */
const contentSchema = z.unknown();

export const packProblemSchema = z.object({
  path: z.string(),
  code: z.string(),
  message: z.object({ "zh-CN": z.string(), en: z.string() }),
  /** In text that was checked as text. */
  line: z.number().int().optional(),
});
export type ShownProblem = z.output<typeof packProblemSchema>;

export const safetyRunSchema = z.object({ scenarios: z.number().int(), unsafe: z.number().int() });
export type SafetyRun = z.output<typeof safetyRunSchema>;

export const packCheckSchema = z.object({
  ok: z.boolean(),
  /** What the version would be; null while there are problems. */
  version: z.string().nullable(),
  problems: z.array(packProblemSchema),
  /** The run over the corpus; null when the content did not get that far. */
  safety: safetyRunSchema.nullable(),
});
export type PackCheck = z.output<typeof packCheckSchema>;

const person = z.object({ id: z.string(), name: z.string() });
export const packSummarySchema = z.object({
  id: z.string(),
  version: z.string(),
  state: z.enum(packStates),
  origin: z.enum(packOrigins),
  base: z.string().nullable(),
  note: z.string(),
  revision: z.number().int(),
  /** True for the one that new runs get. */
  running: z.boolean(),
  author: person,
  createdAt: z.string(),
  updatedAt: z.string(),
  proposedBy: person.nullable(),
  proposedAt: z.string().nullable(),
  publishedBy: person.nullable(),
  publishedAt: z.string().nullable(),
  retiredAt: z.string().nullable(),
  safety: safetyRunSchema.nullable(),
});
export type PackSummary = z.output<typeof packSummarySchema>;

export const changeSchema = z.object({
  /** What of it: `prior`, `weight`, `veto`, `plan`, `words`, … */
  what: z.string(),
  /** Which one, where there are several: `pay.state=paid`, `2`, `zh-CN title`. */
  of: z.string(),
  before: z.union([z.string(), z.number(), z.null()]),
  after: z.union([z.string(), z.number(), z.null()]),
});
export const diffSections = ["settings", "facts", "questions", "causes", "remedies", "overrides"] as const;
export const packDiffSchema = z.object({
  from: z.string(),
  to: z.string(),
  /** What a publisher confirms: another one means that the change is not the one that was looked at. */
  hash: z.string(),
  items: z.array(z.object({ section: z.enum(diffSections), key: z.string(), changes: z.array(changeSchema) })),
});
export type PackDiff = z.output<typeof packDiffSchema>;

export const packDetailSchema = packSummarySchema.extend({
  content: z.object({ rules: z.unknown(), copy: z.unknown() }),
  /** What publishing it would change for new runs. */
  diff: packDiffSchema,
});
export type PackDetail = z.output<typeof packDetailSchema>;

export const packListSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export const saveDraftSchema = z.object({
  /** The draft to change; a new one without. */
  id: z.string().max(64).optional(),
  /** The revision that the change is based on. */
  revision: z.number().int().optional(),
  /** The version that a new draft starts from, when no content is sent. */
  base: anyPackSchema.optional(),
  content: contentSchema.optional(),
  note: noteSchema.default(""),
});
export const proposalSchema = z.union([
  z.object({ draft: z.string().max(64), revision: z.number().int(), note: noteSchema.optional() }),
  z.object({ version: packKeySchema, note: noteSchema.optional() }),
  z.object({ content: contentSchema, note: noteSchema.default("") }),
]);
export const publicationSchema = z.object({ diffHash: z.string().max(64) });
export const declineSchema = z.object({ note: noteSchema });

const value = z.union([z.string().max(200), z.number(), z.boolean()]);
export const simulationSchema = z.object({
  version: anyPackSchema,
  facts: z.record(z.string().max(60), value).default({}),
  answers: z.record(z.string().max(60), value).default({}),
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});
export type SimulationInput = z.input<typeof simulationSchema>;

export const nodeKinds = ["fact", "question", "cause", "outcome"] as const;
export type NodeKind = (typeof nodeKinds)[number];
export const edgeKinds = ["weighs", "leads", "went"] as const;
export const packGraphSchema = z.object({
  version: z.string(),
  days: z.number().int(),
  /** Runs that started in that time. */
  started: z.number().int(),
  nodes: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(nodeKinds),
      label: z.string(),
      /** What it folds into while its group is closed: a domain of facts, a stage of causes, a kind of outcome. */
      group: z.string(),
      /** Runs that came here. */
      runs: z.number().int(),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** `weighs`: evidence; `leads`: a plan; `went`: only traffic, from question to question. */
      kind: z.enum(edgeKinds),
      /** The strongest that the evidence weighs; null for the others. */
      weight: z.number().nullable(),
      runs: z.number().int(),
    }),
  ),
});
export type PackGraph = z.output<typeof packGraphSchema>;
export type GraphNode = PackGraph["nodes"][number];
export type GraphEdge = PackGraph["edges"][number];

const named = z.object({ code: z.string(), text: z.string() });
export const simulatedSchema = z.object({
  version: z.string(),
  chargeState: z.string(),
  chargeText: z.string(),
  causeCode: z.string(),
  causeTitle: z.string(),
  abstained: z.boolean(),
  ranking: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      probability: z.number(),
      terms: z.array(z.object({ fact: z.string(), value: z.string(), text: z.string(), weight: z.number() })),
    }),
  ),
  question: z
    .object({
      id: z.string(),
      title: z.string(),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
    })
    .nullable(),
  gains: z.array(z.object({ id: z.string(), title: z.string(), bits: z.number() })),
  outcome: z.object({ kind: z.string(), remedies: z.array(named), minutes: z.number().int().nullable() }).nullable(),
  advice: z.array(z.string()),
  /** What the safety rules took from what the pack proposed, or put in. */
  safety: z.array(
    z.object({
      rule: z.enum(["payOnlyWhenNone", "chargeSilencesPaying", "topUpOrRefund", "waitsEnd", "noSplitting"]),
      tookRemedies: z.array(z.string()),
      tookAdvice: z.array(z.string()),
      added: z.array(z.string()),
      kind: z.string().nullable(),
    }),
  ),
});
export type Simulation = z.output<typeof simulatedSchema>;
