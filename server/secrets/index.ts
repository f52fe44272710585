export { type Rotated, rotateSecrets, secretsWaiting, type Waiting } from "./rotate.ts";
