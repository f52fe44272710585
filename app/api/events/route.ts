import { methodNotAllowed } from "#server/http/index.ts";
import { handleEvents } from "./handler.ts";

export const POST = handleEvents;

const refuse = methodNotAllowed("POST");

export { refuse as GET, refuse as PATCH, refuse as PUT, refuse as DELETE };
