import type { BulkFile } from "#db/raw-bulk.ts";
import { evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import { entryOf } from "#server/evidence/append.ts";
import type { EvidenceRecord } from "#server/evidence/leaf.ts";
import { leafText } from "#server/evidence/leaf.ts";
import { type Hash, hashLeaf, hashNode } from "#server/evidence/tree.ts";

/** The evidence log as it grows leaf by leaf, in the same order as its entries. */
export class EvidenceLog {
  private size = 0;
  /** Of each level the perfect subtree that has no neighbour yet. */
  private readonly peaks: Hash[] = [];
  private readonly key: Buffer;
  private readonly file: BulkFile;

  constructor(file: BulkFile, key: Buffer) {
    this.file = file;
    this.key = key;
  }

  add(record: EvidenceRecord): void {
    const entry = entryOf(this.key, record);
    this.file.put(evidenceEntries, { ...entry, leafIndex: this.size });
    let hash = hashLeaf(Buffer.from(leafText(entry)));
    let [level, index] = [0, this.size];
    this.node(level, index, hash);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      hash = hashNode(this.peaks[level] as Hash, hash);
      level++;
      this.node(level, (index - 1) / 2, hash);
    }
    this.peaks[level] = hash;
    this.size++;
  }

  private node(level: number, index: number, hash: Hash): void {
    this.file.put(evidenceNodes, { level, index, hash: Buffer.from(hash).toString("base64") });
  }
}
