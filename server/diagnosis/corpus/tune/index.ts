import type { Scenario } from "../scenario.ts";
import { account } from "./account.ts";
import { around } from "./around.ts";
import { callback } from "./callback.ts";
import { credit } from "./credit.ts";
import { fulfil } from "./fulfil.ts";
import { input } from "./input.ts";
import { mixed } from "./mixed.ts";
import { orders } from "./orders.ts";
import { pay } from "./pay.ts";
import { refusals } from "./refusals.ts";
import { risk } from "./risk.ts";
import { timers } from "./timers.ts";

const stories = [
  ...account,
  ...input,
  ...pay,
  ...refusals,
  ...risk,
  ...callback,
  ...orders,
  ...fulfil,
  ...credit,
  ...mixed,
  ...timers,
  ...around,
];
/** The half that the pack may be tuned on. */
export const tune: readonly Scenario[] = stories.map((story) => story.scenario("tune"));
