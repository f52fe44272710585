/** The door of reading: what texts and pictures say, as fields for people to confirm. */

export { closeReading, type ReadOptions, readPicture } from "./picture/read-picture.ts";
export { cropPicture, hashDistance, hashPicture } from "./picture/views.ts";
export { readText, type TextReading } from "./text/read.ts";
