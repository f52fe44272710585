// Checks a Daozhang receipt by itself: node verify.mjs receipt.json "the log's key". No network and no other code.
// Exit 0: it holds. 1: it does not. 2: it cannot be told. The key is got from elsewhere: who forges a receipt forges the key in it.
const utf8 = (text) => new TextEncoder().encode(text);
export const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
export const base64 = (raw) => btoa(String.fromCharCode(...raw));
export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(parts.flatMap((part) => [...part]))));
const hashOf = async ({ json, salt, hash }) => json === undefined ? hash : typeof json + typeof salt === "stringstring" && salt.length === 32 && base64(await sha256(utf8(salt + json)));
const must = (holds, what) => { if (!holds) throw new Error(what); };
export async function openCheckpoint(note, vkey) { // the log's signed head: C2SP tlog-checkpoint, Ed25519
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim()) ?? [];
  must(name && bytes(key).length === 33 && bytes(key)[0] === 1, "the key is no Ed25519 verifier key");
  const keyId = (await sha256(utf8(`${name}\n`), bytes(key))).slice(0, 4);
  must(keyId.every((byte, i) => byte === Number.parseInt(id.slice(2 * i, 2 * i + 2), 16)), "the key's id is not its own");
  const at = note.indexOf("\n\n— ");
  const [origin, size, root] = note.slice(0, at).split("\n");
  must(at > 0 && origin === name && /^(0|[1-9]\d*)$/.test(size), "the checkpoint is of another log, or malformed");
  const publicKey = await crypto.subtle.importKey("raw", bytes(key).slice(1), "Ed25519", false, ["verify"]);
  for (const line of note.slice(at + 2).split("\n")) {
    const [, signer, signature] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (signer !== name || base64(bytes(signature).slice(0, 4)) !== base64(keyId)) continue;
    if (await crypto.subtle.verify("Ed25519", publicKey, bytes(signature).slice(4), utf8(note.slice(0, at + 1)))) return { origin, size: Number(size), root };
  }
  throw new Error("the checkpoint is not signed by this key");
}
async function rootFrom(leaf, index, size, proof) { // RFC 9162, 2.1.3.2
  let [at, last, hash] = [index, size - 1, await sha256(Uint8Array.of(0), utf8(leaf))];
  for (const next of proof.map(bytes)) {
    must(last > 0, "the proof is too long");
    const left = at % 2 === 1 || at === last;
    hash = await (left ? sha256(Uint8Array.of(1), next, hash) : sha256(Uint8Array.of(1), hash, next));
    if (left) while (at % 2 === 0 && at > 0) [at, last] = [at / 2, Math.floor(last / 2)];
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return must(last === 0, "the proof is too short") ?? base64(hash);
}
/** Throws an Error that says what does not hold; else says what the receipt shows. */
export async function checkReceipt(receipt, vkey) {
  must(receipt.format === "daozhang-receipt@1" && receipt.entries.length > 0, "it shows nothing that this script knows");
  const [{ origin, size, root }, order, seen] = [await openCheckpoint(receipt.checkpoint, vkey), JSON.stringify(receipt.orderNo), new Set()];
  const trades = receipt.entries.map(({ fields }) => fields.orderNo?.json === order && fields.outTradeNo?.json); // the order's payments
  for (const { index, leaf, fields, proof } of receipt.entries) {
    const [named, trade, { id, kind, digest }] = [fields.orderNo?.json, fields.outTradeNo?.json, JSON.parse(leaf)];
    const pairs = await Promise.all(Object.keys(fields).sort().map(async (name) => `${JSON.stringify(name)}:${JSON.stringify(await hashOf(fields[name]))}`));
    must(base64(await sha256(utf8(`{${pairs.join(",")}}`))) === digest, `entry ${index}: its fields were changed`);
    must(fields.id?.json === JSON.stringify(id), `entry ${index}: its leaf is another's`);
    const free = !("orderNo" in fields) && kind !== "event" && kind !== "ledger"; // these alone name no order
    must(free || named === order || (named === "null" && trade !== "null" && trades.includes(trade ?? "")), `entry ${index}: it is of another order`);
    must(Number.isSafeInteger(index) && index >= 0 && index < size && seen.size < seen.add(index).size, `entry ${index}: its place is none`);
    must((await rootFrom(leaf, index, size, proof)) === root, `entry ${index}: it is not in the log`);
  }
  return { origin, size, orderNo: receipt.orderNo, entries: receipt.entries.length };
}
if (globalThis.process?.argv[1]?.endsWith("verify.mjs")) {
  const receipt = JSON.parse((await import("node:fs")).readFileSync(process.argv[2], "utf8"));
  await checkReceipt(receipt, process.argv[3]).then(
    ({ orderNo, entries, origin, size }) => console.log(`Holds: order ${orderNo}, ${entries} entries in ${origin} at size ${size}.`),
    ({ message }) => { console.log(`Does not hold: ${message}.`); process.exitCode = receipt.format === "daozhang-receipt@1" ? 1 : 2; },
  );
}
