import type { StaffRole } from "#server/core/permissions.ts";

export type DemoAccount = { email: string; name: string; role: StaffRole; password: string; shown: boolean };

/** Everybody's password is the same and public: the demo is reachable from this machine only. */
export const DEMO_PASSWORD = "daozhang-demo";

const account = (email: string, name: string, role: StaffRole, shown = false): DemoAccount => ({
  email: `${email}@demo.example`,
  name,
  role,
  password: DEMO_PASSWORD,
  shown,
});

/** Staff of the demo shop. One of each role is printed at the start; the others are colleagues who did their part. */
export const demoAccounts: readonly DemoAccount[] = [
  account("agent", "林小满", "agent", true),
  account("lead", "周明远", "lead", true),
  account("manager", "苏念安", "manager", true),
  account("admin", "系统管理员", "admin", true),
  account("he", "何青禾", "agent"),
  account("tang", "唐一诺", "agent"),
  account("luo", "罗北辰", "agent"),
  account("jiang", "姜知夏", "lead"),
];
