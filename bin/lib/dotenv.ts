// Imported first, for its effect: other modules read DATABASE_URL while they load (see db/columns.ts).
import { existsSync } from "node:fs";

if (existsSync(".env")) process.loadEnvFile(".env");
