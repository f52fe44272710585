import { handleRest } from "../_rest/index.ts";

export const dynamic = "force-dynamic";

export {
  handleRest as GET,
  handleRest as POST,
  handleRest as PATCH,
  handleRest as PUT,
  handleRest as DELETE,
  handleRest as OPTIONS,
};
