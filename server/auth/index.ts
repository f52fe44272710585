export { auth } from "./auth.ts";
export { type CreatedStaff, createStaff } from "./create-staff.ts";
export { clientAddress, handleAuth } from "./handler.ts";
export { isOwnOrigin, trustedOrigins } from "./origin.ts";
export { revokeSessions } from "./revoke-sessions.ts";
export { deriveKey } from "./secret.ts";
export { staffContext } from "./staff-context.ts";
