import { readUploadError, type UploadError } from "./upload.ts";

/** More than this is refused; the browser need not send it first. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/**
 * Sends one file of a page. By XMLHttpRequest, because fetch tells nothing about how much has been sent.
 * @returns what was wrong; undefined when it was kept
 */
export function sendFile(
  action: string,
  { file, kind }: { file: File; kind: string },
  onProgress: (part: number) => void,
): Promise<UploadError | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.setRequestHeader("accept", "application/json");
    request.responseType = "json";
    request.timeout = TIMEOUT_MS;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201) resolve(undefined);
      else resolve(readUploadError((request.response as { code?: unknown } | null)?.code) ?? "FAILED");
    };
    request.onerror = () => resolve("OFFLINE");
    request.ontimeout = () => resolve("OFFLINE");
    const data = new FormData();
    data.set("kind", kind);
    data.set("file", file);
    request.send(data);
  });
}
