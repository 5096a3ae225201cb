/** One connection to the Data API, addressed by /config.json at run time. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "./database";
import { Failure, failureFrom } from "./failure";
import { createKeeper } from "./keeper";

/** Under which name this browser keeps the session. */
export const SESSION_KEY = "bookfast.session";

export type Connection = SupabaseClient<Database, "api">;

interface Configuration {
  supabase_url: string;
  supabase_publishable_key: string;
  /** Where the edge is, for addresses that other programs open; absent where it answers below the app's own address. */
  edge_url?: string;
  /** Where Supabase Storage keeps files (https://….supabase.co/storage/v1); absent where the stack has none. */
  storage_url?: string;
}

/** Connects as the visitor.  A sign-in is kept in this browser and refreshed; the URL's fragment is never read for one, since it carries clients' own tokens. */
export async function connect(): Promise<Connection> {
  const { supabase_url, supabase_publishable_key } = await readConfiguration();
  const keeper = createKeeper(supabase_publishable_key);
  const api = createClient<Database, "api">(supabase_url, supabase_publishable_key, {
    db: { schema: "api" },
    global: { fetch: (input, init) => keeper.fetch(input, init) },
    auth: { persistSession: true, autoRefreshToken: true, detectSessionInUrl: false, storageKey: SESSION_KEY },
  });
  keeper.keep(api);
  return api;
}

/** The beginning of the edge's addresses, without a slash at its end. */
export async function edgeAddress(): Promise<string> {
  const { edge_url } = await readConfiguration();
  return (edge_url ?? location.origin).replace(/\/$/, "");
}

/** How to reach Storage; `null` where there is none. */
export async function storageAccess(): Promise<{ url: string; key: string } | null> {
  const { storage_url, supabase_publishable_key } = await readConfiguration();
  return storage_url ? { url: storage_url.replace(/\/$/, ""), key: supabase_publishable_key } : null;
}

async function readConfiguration(): Promise<Configuration> {
  let answer: Response;
  try {
    answer = await fetch("/config.json", { cache: "no-cache" });
  } catch {
    throw new Failure("offline");
  }
  if (!answer.ok) throw new Failure("unexpected", `/config.json answered ${answer.status}.`);
  return (await answer.json()) as Configuration;
}

/** The data of an answer; throws a `Failure` when it has none. */
export async function ask<T>(
  request: PromiseLike<{ data: unknown; error: { message: string; details?: string | null; hint?: string | null } | null; status: number }>,
): Promise<T> {
  const { data, error, status } = await request;
  if (error) throw failureFrom({ error, status });
  return data as T;
}
