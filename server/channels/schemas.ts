/** What becomes of a payment that is paid and was not credited: credited by itself, prepared for one click, or only shown. */
export const repairPolicies = ["auto", "assist", "off"] as const;
export type RepairPolicy = (typeof repairPolicies)[number];

/** What our own attempts say of a channel. */
export const healthStates = ["up", "degraded", "down", "unknown"] as const;
export type HealthState = (typeof healthStates)[number];

/** What a channel's health is measured by: payments that ended, callbacks that came, calls that we made. */
export const sampleKinds = ["payment", "callback", "call"] as const;
export type SampleKind = (typeof sampleKinds)[number];

export const announcementKinds = ["announcement", "maintenance"] as const;
export type AnnouncementKind = (typeof announcementKinds)[number];
