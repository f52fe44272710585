/** The door of reading: what texts and pictures say, as fields for people to confirm. */
export { readText, type TextReading } from "./text/read.ts";
