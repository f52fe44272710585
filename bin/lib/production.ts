// Imported first, for its effect: what Next.js and React load depends on it.
import "./dotenv.ts";

if (!process.env.NODE_ENV) Object.assign(process.env, { NODE_ENV: "production" });
