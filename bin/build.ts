// `npm run build`: the production build, with a note of what it was made from, so that nothing builds twice.
import { build } from "./lib/build.ts";

process.exit(build() ? 0 : 1);
