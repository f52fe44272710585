/** Telling the staff: in their inbox, by mail, by text message and in groups of chat programs. */
export { listStaffNotices, readStaffNotices, unreadStaffNotices } from "./inbox.ts";
export { listStaffDeliveries, resendStaffDelivery } from "./log.ts";
export { getStaffPreferences, saveStaffPreferences } from "./preferences.ts";
export { sendStaff } from "./send.ts";
export { tellStaff } from "./tell.ts";
