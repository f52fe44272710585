/**
 * A rule's name as staff read it. Who writes it in both languages puts a slash between them, the Chinese first; any other name is
 * shown as it is.
 */
export function ruleName(name: string, locale: string): string {
  const parts = name.split(" / ");
  const [chinese, english] = parts;
  const both = parts.length === 2 && /\p{Script=Han}/u.test(chinese ?? "") && !/\p{Script=Han}/u.test(english ?? "");
  return (both ? (locale.startsWith("zh") ? chinese : english) : name) ?? name;
}
