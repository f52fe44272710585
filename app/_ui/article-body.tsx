/**
 * The text of a help article: paragraphs parted by empty lines, `## ` for a heading, `- ` for a point. Everything else is what it
 * says: no markup can come in by it.
 */
export function ArticleBody({ text }: { text: string }) {
  const blocks = text
    .split(/\n{2,}/)
    .flatMap(blocksOf)
    // The same words may stand twice; where they stand is what tells them apart.
    .map((block, index) => ({ ...block, key: `${index}` }));
  return (
    <div className="grid max-w-prose gap-3 text-pretty">
      {blocks.map((block) => {
        if (block.kind === "heading") {
          return (
            <h2 key={block.key} className="mt-4 text-lg font-semibold first:mt-0">
              {block.lines[0]}
            </h2>
          );
        }
        if (block.kind === "points") {
          return (
            <ul key={block.key} className="grid gap-1.5">
              {block.lines.map((line) => (
                <li key={line} className="flex gap-2.5">
                  <span aria-hidden className="mt-2.5 size-1.5 shrink-0 rounded-full bg-accent" />
                  <span className="min-w-0 break-words">{line}</span>
                </li>
              ))}
            </ul>
          );
        }
        return (
          <p key={block.key} className="break-words whitespace-pre-line">
            {block.lines.join("\n")}
          </p>
        );
      })}
    </div>
  );
}

type Block = { kind: "heading" | "points" | "text"; lines: string[] };

/** Pure: the lines between two empty ones, by what they are. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
    const kind = line.startsWith("## ") ? "heading" : /^[-*] /.test(line) ? "points" : "text";
    const plain = kind === "heading" ? line.slice(3) : kind === "points" ? line.slice(2) : line;
    const last = blocks.at(-1);
    if (last && last.kind === kind && kind !== "heading") last.lines.push(plain);
    else blocks.push({ kind, lines: [plain] });
  }
  return blocks;
}
