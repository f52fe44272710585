/** How an upload ended: with what the server made of it, or the code of why it did not. */
export type Sent = { ok: true; billId: string } | { ok: false; code: string };
export type Sending = { done: Promise<Sent>; cancel(): void };

type Upload = { channel: string; day: string; replace: boolean; file: File };

/** Sends a file as it is and tells how far it is; fetch cannot tell that of what it sends. */
export function sendFile({ channel, day, replace, file }: Upload, onPercent: (percent: number) => void): Sending {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ day, replace: String(replace), fileName: file.name.slice(-200) || "bill" });
  request.open("POST", `/api/v1/channels/${encodeURIComponent(channel)}/bills?${query}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onPercent(total > 0 ? Math.floor((100 * loaded) / total) : 0);
  const done = new Promise<Sent>((resolve) => {
    request.onload = () => {
      const body = (request.response ?? {}) as { id?: string; code?: string };
      if (request.status === 202 && body.id) resolve({ ok: true, billId: body.id });
      else resolve({ ok: false, code: body.code ?? "general" });
    };
    request.onerror = () => resolve({ ok: false, code: "OFFLINE" });
    request.onabort = () => resolve({ ok: false, code: "CANCELLED" });
  });
  request.send(file);
  return { done, cancel: () => request.abort() };
}
