import type { Scenario } from "../scenario.ts";
import type { Story } from "../story.ts";
import { account } from "./account.ts";
import { callback } from "./callback.ts";

const stories: readonly Story[] = [...account, ...callback];
/** The half that the pack may be tuned on. */
export const tune: readonly Scenario[] = stories.map((story) => story.scenario("tune"));
