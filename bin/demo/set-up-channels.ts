// Points the demo's channels at its sandbox gateways: GATEWAY_PORT. Run at every start, since the port may be another one.
import "../lib/production.ts";
import { connection, openDatabase, setConnection } from "#db/client.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { GatewaySandbox } from "../../e2e/sandbox/gateways/index.ts";
import { commandEnv } from "../lib/environment.ts";
import { setUpChannels } from "./gateways.ts";

setConnection(openDatabase(commandEnv().DATABASE_URL));
await loadDataSecret();
const sandbox = new GatewaySandbox(process.env.GATEWAY_KEYS_FILE);
sandbox.url = `http://127.0.0.1:${process.env.GATEWAY_PORT}`;
await setUpChannels(systemContext("demo"), sandbox);
await connection().close();
