import { methodNotAllowed } from "#server/http/index.ts";
import { notifyHandler } from "../../../_receive/handler.ts";

const notify = notifyHandler("epay");
const refuse = methodNotAllowed("GET", "POST");

export { notify as GET, notify as POST, refuse as DELETE, refuse as HEAD, refuse as PATCH, refuse as PUT };
