// Imported first, for its effect: what Next.js and React load depends on it.
import "./dotenv.ts";
import { enableCompileCache } from "node:module";
import { join } from "node:path";

if (!process.env.NODE_ENV) Object.assign(process.env, { NODE_ENV: "production" });
// What the engine made of the code of the last start. Where it cannot be kept, code is compiled anew as ever.
enableCompileCache(join(process.cwd(), ".next", "cache", "node"));
