import type { StoryKind } from "../stories.ts";

/** What may go wrong with a purchase, in the words of the one it happens to. `mend` names the button that mends it. */
export type Fate = { title: string; tells: string; mend?: string };
/** Stories that look like another to the customer and are not offered twice. */
export type Offered = Exclude<StoryKind, "CR_DELIVERED_UNSEEN">;
