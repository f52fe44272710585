/** The door of the customers module: what is known of one person, who was shown it, and how it is given out and forgotten. */
export { listReveals, revealField } from "./reveal.ts";
