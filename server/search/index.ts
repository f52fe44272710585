/** The door of the search module: tickets by anything that somebody has to go by. */
export { backfillSearch, followSearch, searchJobs } from "./jobs.ts";
export { listOrSearch, searchTickets } from "./search-tickets.ts";
