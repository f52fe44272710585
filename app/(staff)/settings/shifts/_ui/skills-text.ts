import type { Member } from "#server/shifts/schemas.ts";

type Skill = Member["skills"][number];

export const skillsText = (skills: readonly Skill[]): string =>
  skills.map(({ queue, level }) => `${queue} ${level}`).join("\n");

/** Lines like "general 2"; without a number it is 1. @returns the skills, or the number of the first line that cannot be read */
export function readSkills(text: string): { skills: Skill[] } | { line: number } {
  const skills: Skill[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^(\S{1,40})(?:\s+([1-3]))?$/.exec(line.trim());
    if (!match?.[1] || skills.some(({ queue }) => queue === match[1]) || skills.length >= 20) return { line: i + 1 };
    skills.push({ queue: match[1], level: Number(match[2] ?? 1) });
  }
  return { skills };
}
