/** Telling customers, the staff and other systems what happened, each thing once. */
export { deliverInbox } from "./consume.ts";
export { type NoticeLocale, type NoticeText, noticeText } from "./copy.ts";
export { listDeliveries, resendDelivery } from "./deliveries.ts";
export { customersOf, inboxOf, listInbox, readInbox, unreadOf } from "./inbox.ts";
export { sendInvitation } from "./invitation.ts";
export { notificationJobs } from "./jobs.ts";
export { preferencesUrl, readPreferencesToken } from "./links.ts";
export { getPreferences, savePreferences } from "./preferences.ts";
export { addRobot, changeRobot, listRobots, removeRobot, testRobot } from "./robots/robots.ts";
export { sendDue } from "./send.ts";
export * from "./staff/index.ts";
export { sendStaffMail } from "./staff-mail.ts";
export { type Destination, followLink, openMessage, openOrder, previewLink } from "./targets.ts";
export { listTemplates, previewTemplate, resetTemplate, saveTemplate } from "./templates/templates.ts";
export { lookAtOrders, watchOrders } from "./watch.ts";
export * from "./webhooks/index.ts";
