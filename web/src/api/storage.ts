/** Files in Supabase Storage, where the stack has it: /config.json says so by `storage_url`.  Only what these pages need of its API. */
import { useQuery } from "@tanstack/react-query";
import { storageAccess, type Connection } from "./connect";
import { Failure } from "./failure";

export interface Storage {
  /** Ends in /storage/v1. */
  url: string;
  key: string;
}

const BUCKET = "conversations";
const SIGNED_SECONDS = 60;

/** `null` where no file can be kept; `undefined` until that is known. */
export function useStorage(): Storage | null | undefined {
  return useQuery({ queryKey: ["storage"], queryFn: storageAccess, staleTime: Number.POSITIVE_INFINITY, retry: false }).data;
}

/** Puts a file at *path*; one that is there already is done, since nobody else can have put it there. */
export async function upload(api: Connection, storage: Storage, path: string, file: Blob, mediaType: string, onProgress: (bytes: number) => void): Promise<void> {
  const headers = await ownHeaders(api, storage);
  // Not fetch, which does not say how far it is.
  const { status, said } = await new Promise<Answer>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${storage.url}/object/${BUCKET}/${path}`);
    for (const [name, value] of Object.entries({ ...headers, "Content-Type": mediaType, "Cache-Control": "max-age=0", "x-upsert": "false" })) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => resolve({ status: request.status, said: readJson(request.responseText) });
    request.onerror = () => reject(new Failure("offline"));
    request.send(file);
  });
  const problem = problemOf(status, said);
  if (problem && problem !== 409) throw failureOf(problem);
}

/** An address from which whoever has it downloads the file as *name*, for a minute. */
export async function downloadAddress(api: Connection, storage: Storage, path: string, name: string): Promise<string> {
  const headers = { ...(await ownHeaders(api, storage)), "Content-Type": "application/json" };
  const answer = await fetch(`${storage.url}/object/sign/${BUCKET}/${path}`, { method: "POST", headers, body: JSON.stringify({ expiresIn: SIGNED_SECONDS }) }).catch(() => {
    throw new Failure("offline");
  });
  const said = readJson(await answer.text());
  const problem = problemOf(answer.status, said);
  if (problem || !said.signedURL) throw failureOf(problem ?? 500);
  return `${storage.url}${said.signedURL}&download=${encodeURIComponent(name)}`;
}

interface Said {
  statusCode?: string | number;
  signedURL?: string;
}

interface Answer {
  status: number;
  said: Said;
}

async function ownHeaders(api: Connection, { key }: Storage): Promise<Record<string, string>> {
  const { data } = await api.auth.getSession();
  if (!data.session) throw new Failure("not_signed_in");
  return { apikey: key, Authorization: `Bearer ${data.session.access_token}` };
}

/** The status of a refusal: Storage answers 400 for many, and says in the body which one it means. */
function problemOf(status: number, { statusCode }: Said): number | null {
  return status < 300 ? null : Number(statusCode) || status;
}

function failureOf(status: number): Failure {
  if (status === 401) return new Failure("not_signed_in");
  if (status === 403) return new Failure("not_allowed");
  if (status === 404) return new Failure("not_found");
  return status === 429 ? new Failure("too_many_requests") : new Failure("unexpected", `Storage answered ${status}.`);
}

function readJson(text: string): Said {
  try {
    return JSON.parse(text) as Said;
  } catch {
    return {};
  }
}
