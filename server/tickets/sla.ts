/** The clocks are a module of their own, below tickets; here are the words of them that tickets use throughout. */
export { isBreached, NEVER, nextDue, type SlaEvent, type SlaTarget } from "#server/sla/index.ts";
