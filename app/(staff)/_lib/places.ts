/** Where the settings begin: with what everybody may open. */
export const SETTINGS = "/settings/shifts";
