import type { Scenario } from "../scenario.ts";
import type { Story } from "../story.ts";

const stories: readonly Story[] = [];
/** The half that is only ever measured. */
export const held: readonly Scenario[] = stories.map((story) => story.scenario("held"));
