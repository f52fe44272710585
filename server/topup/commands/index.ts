/** Commands to the platform: placed in a transaction, carried out after it, asked about until they have a result. */
export { type CardKeyNotice, cardKeysOf, type RevealedCardKey, revealCardKeys } from "../card-keys/reveal.ts";
export { carryOut } from "./carry-out.ts";
export { runDueCommands } from "./due.ts";
export { type NewCommand, placeCommand } from "./place.ts";
export { getCommand, listCommands } from "./read.ts";
export { retryCommand } from "./retry.ts";
export { answerSettlement, proposeSettlement } from "./settle.ts";
export { lockOfCommand } from "./store.ts";
