import { gatewaySandbox, sandboxKinds } from "#e2e/sandbox/gateways/index.ts";
import { gatewayContract } from "./contract.ts";

for (const kind of sandboxKinds) gatewayContract(kind, () => gatewaySandbox());
