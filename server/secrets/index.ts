export { beginSecretsAnew } from "./begin-anew.ts";
export { type Rotated, rotateSecrets, secretsWaiting, type Waiting } from "./rotate.ts";
