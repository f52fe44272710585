import { Check, Lock, Minus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Table, Td, Th } from "#app/_ui/table.tsx";
import {
  freshPermissions,
  type Permission,
  permissions,
  rolePermissions,
  staffRoles,
} from "#server/core/permissions.ts";

const rolesWith = (permission: Permission) => staffRoles.filter((role) => rolePermissions[role].includes(permission));
/** What most may first, as one reads a staircase. */
const inOrder = permissions.toSorted((a, b) => rolesWith(b).length - rolesWith(a).length);

/** The permission matrix as people read it, from the very table that every action is checked against. */
export async function Matrix() {
  const [t, staff] = await Promise.all([getTranslations("people"), getTranslations("staff.role")]);
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix" className="text-lg font-semibold">
        {t("matrix.title")}
      </h2>
      <p className="mt-1 mb-3 text-sm text-muted">
        {t("matrix.intro")} {t("matrix.freshHint")}
      </p>
      <Table aria-label={t("matrix.title")}>
        <thead>
          <tr>
            <Th>{t("matrix.permission")}</Th>
            {staffRoles.map((role) => (
              <Th key={role} className="max-sm:px-1">
                <span className="block text-center">{staff(role)}</span>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder.map((permission) => (
            <tr key={permission}>
              <th scope="row" className="border-b border-line px-3 sm:min-w-44 py-2.5 text-left font-normal">
                {t(`permissions.${permission}`)}
                {freshPermissions.has(permission) ? (
                  <span className="ml-1.5 inline-block align-[-2px] text-faint" title={t("matrix.fresh")}>
                    <Lock aria-hidden className="size-3.5" />
                    <span className="sr-only">{t("matrix.fresh")}</span>
                  </span>
                ) : null}
              </th>
              {staffRoles.map((role) => (
                <Td key={role} className="text-center max-sm:px-1">
                  <Mark
                    yes={rolesWith(permission).includes(role)}
                    words={t(rolesWith(permission).includes(role) ? "matrix.yes" : "matrix.no")}
                  />
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Mark({ yes, words }: { yes: boolean; words: string }) {
  const Icon = yes ? Check : Minus;
  return (
    <>
      <Icon aria-hidden className={yes ? "mx-auto size-4 text-ok" : "mx-auto size-4 text-faint"} />
      <span className="sr-only">{words}</span>
    </>
  );
}
