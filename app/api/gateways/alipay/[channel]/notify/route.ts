import { methodNotAllowed } from "#server/http/index.ts";
import { notifyHandler } from "../../../_receive/handler.ts";

export const POST = notifyHandler("alipay");

const refuse = methodNotAllowed("POST");

export { refuse as DELETE, refuse as GET, refuse as HEAD, refuse as PATCH, refuse as PUT };
