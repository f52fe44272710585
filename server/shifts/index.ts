/** The door of the shifts: who works when, whose work they do, and who gets a ticket. */
export { assignTicket, assignWaiting, getAssignment, saveAssignment, shiftJobs } from "./assign-ticket.ts";
export { saveSkills, saveState } from "./people.ts";
export { listShifts, planShift, removeShift } from "./plan.ts";
export { listTeam, onShiftIds } from "./team.ts";
