import { z } from "zod";
import { staffRoles } from "#server/core/permissions.ts";

/** `on` takes new work while on shift, `away` not for the moment, `off` not at all. */
export const personStates = ["on", "away", "off"] as const;
export type PersonState = (typeof personStates)[number];

/** So many open tickets one has at most, unless it was set otherwise. */
export const USUAL_MAX_OPEN = 30;
const MAX_SHIFT_HOURS = 24;
const MAX_RANGE_DAYS = 62;

const id = z.string().trim().min(1).max(64);
const instant = z.iso.datetime({ offset: true });
const ms = (text: string) => new Date(text).getTime();

export const planShiftSchema = z
  .object({ personId: id, from: instant, to: instant })
  .refine(({ from, to }) => ms(from) < ms(to), { message: "Must end after it begins", path: ["to"] })
  .refine(({ from, to }) => ms(to) - ms(from) <= MAX_SHIFT_HOURS * 3_600_000, {
    message: "A shift is a day at most",
    path: ["to"],
  });

export const shiftListSchema = z
  .object({ from: instant, to: instant })
  .refine(({ from, to }) => ms(from) < ms(to) && ms(to) - ms(from) <= MAX_RANGE_DAYS * 86_400_000, {
    message: "Up to 62 days",
    path: ["to"],
  });

export const shiftSchema = z.object({
  id: z.string(),
  personId: z.string(),
  personName: z.string(),
  from: z.string(),
  to: z.string(),
  plannedBy: z.string(),
});
export type ShiftView = z.output<typeof shiftSchema>;

export const skillSchema = z.object({ queue: z.string().trim().min(1).max(40), level: z.number().int().min(1).max(3) });
export const saveSkillsSchema = z.object({
  skills: z
    .array(skillSchema)
    .max(20)
    .refine((all) => new Set(all.map(({ queue }) => queue)).size === all.length, {
      message: "A queue stands there twice",
    }),
  maxOpen: z.number().int().min(1).max(500).default(USUAL_MAX_OPEN),
});
export const saveStateSchema = z.object({ state: z.enum(personStates) });

export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  state: z.enum(personStates),
  onShift: z.boolean(),
  maxOpen: z.number().int(),
  skills: z.array(skillSchema),
  /** Open tickets, and the same weighted by priority: what assignment goes by. */
  open: z.number().int(),
  load: z.number(),
});
export type Member = z.output<typeof memberSchema>;

export const assignmentSettingsSchema = z.object({
  /** Unassigned tickets go to somebody by themselves. */
  automatic: z.boolean().default(false),
});
export type AssignmentSettings = z.output<typeof assignmentSettingsSchema>;

export const assignedSchema = z.object({
  number: z.string(),
  version: z.number().int(),
  assignee: z.object({ id: z.string(), name: z.string() }),
});
