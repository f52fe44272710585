import { DomainError } from "#server/core/errors.ts";
import { problem } from "#server/http/index.ts";

/** Programs that miss an address below `/api` get a problem to read, not the page for people. */
function nothingHere(request: Request): Response {
  return problem(new DomainError(404, "NOT_FOUND", "There is nothing at this address."), request);
}

export {
  nothingHere as GET,
  nothingHere as HEAD,
  nothingHere as POST,
  nothingHere as PUT,
  nothingHere as PATCH,
  nothingHere as DELETE,
  nothingHere as OPTIONS,
};
