import type { AppealWords } from "./copy.ts";

/** See `copy.ts`. */
export const en: AppealWords = {
  item: {
    identity: {
      title: "A picture of an identity document",
      why: "It shows that you are the one who uses the account. You may cover the middle of the number; name and photo must be readable.",
    },
    usual_device: {
      title: "The phone or computer you usually use, and your usual city",
      why: "It helps us see that this was you. A new phone, a business trip or a holiday is worth writing too.",
    },
    purchase_history: {
      title: "What you bought before",
      why: "Roughly since when, and what the last thing was. When it fits the records, the review is quicker.",
    },
    purpose: {
      title: "What this purchase is for",
      why: "In a few words what it is for and for whom, so that we understand the order.",
    },
    payment_proof: {
      title: "A screenshot of the successful payment",
      why: "With the sum, the time and the payment number on it, so that we can compare them.",
    },
    payer_proof: {
      title: "Proof that the paying account is yours",
      why: "Such as a screenshot of its page with your name; you may cover the middle of a card number. It shows that you paid.",
    },
    recipient: {
      title: "How you and the receiving account belong together",
      why: "For yourself, your family or a friend, for example. It helps us see that the right one gets it.",
    },
    funds_proof: {
      title: "Where the money comes from",
      why: "Such as a screenshot of your salary or balance, with the rest covered. It protects your money and that of others.",
    },
    own_accounts: {
      title: "The accounts that are yours",
      why: "The names of the accounts you use yourself. We protect any other as not yours.",
    },
    offer_use: {
      title: "How you came to the offer",
      why: "Where you saw it and how you took part, so that we can tell whether it holds.",
    },
  },
  kept: {
    text: () => "Kept with your ticket; only those who work on it see it.",
    file: () => "Kept with your ticket; only those who work on it see it.",
    identity: (days) =>
      `Kept encrypted; only reviewers can look, and each look is written down. Deleted ${days} days after the result, or whenever you take it back.`,
  },
  reason: {
    EVIDENCE_ENOUGH: "What you gave explains it.",
    OWNER_CONFIRMED: "It is confirmed that this was you.",
    HELD_BY_MISTAKE: "You should not have been held up. We are sorry for the trouble.",
    EVIDENCE_MISSING: "Not all that the review needs was there.",
    EVIDENCE_UNREADABLE: "What was given is unreadable or incomplete, so it could not be compared.",
    IDENTITY_DIFFERS: "The identity given does not fit the one registered with the account.",
    PAYER_DIFFERS: "It could not be confirmed that you are the payer.",
    PURCHASE_NOT_ALLOWED: "The shop's terms do not allow this order.",
    released: "The shop has lifted the hold.",
    credited: "The order has arrived.",
    refunded: "The money has gone back.",
  },
  follow: {
    free: "The hold is lifted and you can go on at the shop.",
    release:
      "The order is released and the shop goes on delivering it. If it has not arrived by then, we take it on and you need not do anything.",
    topup_done: "The money has been credited to your account.",
    topup: "We are crediting it and will tell you in your ticket when it is done.",
    refund:
      "The money goes back the way you paid, and we tell you in your ticket when it has. On a bank card it may take another 1 to 3 working days.",
    delivered: "The order has arrived already and nothing more is needed.",
    refunding: "This money is on its way back; we tell you in your ticket when it is done.",
    refunded: "The money has gone back already, so this order does not go on.",
    working: "We are working on this money and will tell you in your ticket. Please do not pay again in the meantime.",
    nothing_back: "No money of this order has to go back.",
  },
  opened: (due, missing) =>
    [
      `We have your appeal and will decide it by ${due}.`,
      missing.length > 0
        ? `To be quick, please add: ${missing.join("; ")}. The time we wait for you does not count.`
        : "Everything is there; you need not do anything more.",
      "Please do not pay for this order again in the meantime.",
    ].join(" "),
  added: (titles) => `Added for the review: ${titles.join("; ")}.`,
  withdrawn: (title) => `Took back from the review: ${title}.`,
  asked: (titles, message) =>
    `The review also needs: ${titles.join("; ")}. ${message === null ? "" : `${message} `}We go on as soon as you have added it.`,
  passed: (reason, follow) => `Your appeal passed. ${reason} ${follow}`,
  denied: (reason, follow, days) =>
    `Your appeal did not pass. ${reason} ${follow} If you think that is wrong, you can ask once within ${days} days for a second look by another person.`,
  deniedAgain: (reason, follow) => `The second look did not pass either. ${reason} ${follow}`,
  closed: (reason) => `${reason} So the appeal has ended by itself and you need not do anything.`,
  secondLook: (due) => `We have your wish for a second look. Another person will decide by ${due}.`,
  noteProposed: (by, decision, reason) =>
    `${by} proposes to ${decision} the appeal (${reason}); a second person must agree.`,
  noteReturned: (by, note) =>
    `${by} did not agree, so the appeal is to be decided again. ${note ? `Reason: ${note}` : ""}`,
  noteStale: "The facts moved on after the proposal, so it is void and the appeal is to be decided again.",
  noteRefused: (why) => `The platform did not take the release (${why}). Credit the order from the appeal's page.`,
  noteUndelivered: "The platform took the release and has not delivered yet. Check, then go on from the appeal's page.",
  noteBlocked: (codes) =>
    `The appeal is decided but its money cannot be moved now (${codes}). Try again from its page.`,
  noteTakenBack: (by) => `${by} made sure that the platform did not deliver: the release was taken back.`,
};
