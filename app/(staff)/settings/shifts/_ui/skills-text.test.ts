import { expect, test } from "vitest";
import { readSkills, skillsText } from "./skills-text.ts";

test("skills are read back as they are written, and the line that cannot be read is named", () => {
  const skills = [
    { queue: "general", level: 2 },
    { queue: "风控", level: 3 },
  ];
  expect(readSkills(skillsText(skills))).toEqual({ skills });
  expect(readSkills("\n risk \n")).toEqual({ skills: [{ queue: "risk", level: 1 }] });
  expect(readSkills("risk 1\nrisk 2")).toEqual({ line: 2 });
  expect(readSkills("risk 4")).toEqual({ line: 1 });
});
