/** Files on their way into a message: which may be sent, where each goes, and that it gets there. */
import type { Connection } from "../api/connect";
import { upload, type Storage } from "../api/storage";

export const MOST_FILES = 5;
const LARGEST = 10 * 1024 * 1024;

/** As the bucket has them; by the ending too, since some systems do not know a file's type. */
const MEDIA_TYPES: Record<string, string> = {
  pdf: "application/pdf",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  txt: "text/plain",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  odt: "application/vnd.oasis.opendocument.text",
};

/** What a browser's dialog offers first. */
export const ACCEPTED = [...new Set(Object.values(MEDIA_TYPES)), ...Object.keys(MEDIA_TYPES).map((ending) => `.${ending}`)];

export interface Attachment {
  attachment_id: string;
  path: string;
  file_name: string;
  media_type: string;
  bytes: number;
}

/** A file that somebody chose and has not sent yet. */
export interface Chosen {
  id: string;
  file: File;
  name: string;
  mediaType: string;
}

export type Unfit = "empty" | "large" | "kind" | "many";

/** The files that can be sent beside those *already* chosen, and why others cannot. */
export function choose(files: readonly File[], already: number): { chosen: Chosen[]; unfit: { name: string; why: Unfit }[] } {
  const chosen: Chosen[] = [];
  const unfit: { name: string; why: Unfit }[] = [];
  for (const file of files) {
    const mediaType = mediaTypeOf(file);
    const why = !mediaType ? "kind" : file.size === 0 ? "empty" : file.size > LARGEST ? "large" : already + chosen.length >= MOST_FILES ? "many" : null;
    if (why || !mediaType) unfit.push({ name: file.name, why: why ?? "kind" });
    else chosen.push({ id: crypto.randomUUID(), file, name: nameOf(file.name), mediaType });
  }
  return { chosen, unfit };
}

function mediaTypeOf({ name, type }: File): string | undefined {
  const byEnding = MEDIA_TYPES[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];
  return Object.values(MEDIA_TYPES).includes(type) ? type : type === "" ? byEnding : undefined;
}

/** As the server takes names: short, without slashes or control characters; the ending is kept. */
function nameOf(name: string): string {
  const clean = name.replace(/[/\\\p{Cc}]/gu, " ").trim() || "file";
  return clean.length <= 200 ? clean : clean.slice(0, 190) + clean.slice(-10);
}

/** The ending, for people: PDF. */
export function kindOf(mediaType: string): string {
  return (Object.entries(MEDIA_TYPES).find(([, type]) => type === mediaType)?.[0] ?? "").toUpperCase();
}

export function formatBytes(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(bytes / 1000, 0.1), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** Whose folder in which conversation. */
export interface Folder {
  organizationId: string;
  conversationId: string;
  participantId: string;
}

/** Uploads what is not in *done* yet, one after the other, and returns what `send_message` is told of all. */
export async function uploadAll(
  api: Connection, storage: Storage, folder: Folder, files: readonly Chosen[], done: Set<string>, onProgress: (share: number) => void,
): Promise<{ path: string; file_name: string }[]> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const sent: { path: string; file_name: string }[] = [];
  let before = 0;
  for (const { id, file, name, mediaType } of files) {
    const path = `${folder.organizationId}/${folder.conversationId}/${folder.participantId}/${id}`;
    if (!done.has(id)) {
      await upload(api, storage, path, file, mediaType, (bytes) => onProgress(Math.min(before + bytes, total) / total));
      done.add(id);
    }
    before += file.size;
    onProgress(before / total);
    sent.push({ path, file_name: name });
  }
  return sent;
}
