/** Keeps requests true to who is signed in: a session that is refused is renewed once, and what is asked meanwhile waits. */
import { isAuthRetryableFetchError } from "@supabase/supabase-js";
import type { Connection } from "./connect";

export interface Keeper {
  /** Sends a request; to the Data API with the session as it is by now. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  keep(api: Connection): void;
  /** From now on what is asked of the Data API waits until `goOn`: somebody must sign in again. */
  wait(): void;
  /** What waits is asked, with the new session; or without one, by nobody, when *same* is false. */
  goOn(same: boolean): void;
}

/** What is asked in somebody's name: of the Data API, and of the edge. */
const IN_A_NAME = /\/(rest\/v1\/|notes(\?|$))/;

const keepers = new WeakMap<Connection, Keeper>();

export function keeperOf(api: Connection): Keeper {
  const keeper = keepers.get(api);
  if (!keeper) throw new Error("This connection was not made by connect().");
  return keeper;
}

export function createKeeper(publishableKey: string): Keeper {
  let api: Connection | null = null;
  let waiting: { back: Promise<boolean>; resolve(same: boolean): void } | null = null;
  let renewing: Promise<string | null> | null = null;

  const tokenNow = async (): Promise<string | null> => (await api?.auth.getSession())?.data.session?.access_token ?? null;

  /** A token that may serve where *refused* did not, or null. */
  async function renew(refused: string): Promise<string | null> {
    const token = await tokenNow();
    // Another request, or another tab, was faster.
    if (token !== refused) return token;
    const { data, error } = await api!.auth.refreshSession();
    if (data.session) return data.session.access_token;
    // Told as a lapse, since nobody chose it; a server that cannot be reached ends no session.
    if (error && !isAuthRetryableFetchError(error) && (await tokenNow())) await api!.auth.signOut({ scope: "local" });
    return null;
  }

  return {
    keep(connection) {
      api = connection;
      keepers.set(connection, this);
    },
    wait() {
      if (waiting) return;
      let resolve = (_same: boolean) => {};
      const back = new Promise<boolean>((done) => {
        resolve = done;
      });
      waiting = { back, resolve };
    },
    goOn(same) {
      waiting?.resolve(same);
      waiting = null;
    },
    async fetch(input, init) {
      // A request outlives its page, so that a visitor who leaves still gives the kept time back.
      // But a browser refuses to do so for more than 64 KiB.
      const keepalive = typeof init?.body !== "string" || init.body.length < 15_000;
      const send = (token?: string | null) => fetch(input, { ...init, ...(token && { headers: withToken(init, token) }), keepalive });
      if (!IN_A_NAME.test(String(input instanceof Request ? input.url : input))) return send();
      const isRead = !init?.method || init.method === "GET" || init.method === "HEAD";
      const whenBack = async (): Promise<string | null> => (waiting && (await waiting.back) ? tokenNow() : null);

      if (isRead && waiting) return send(await whenBack());
      const answer = await send();
      const sent = new Headers(init?.headers).get("Authorization")?.replace(/^Bearer /, "");
      if (answer.status !== 401 || !sent || sent === publishableKey) return answer;
      renewing ??= renew(sent).finally(() => {
        renewing = null;
      });
      const token = (await renewing) ?? (isRead ? await whenBack() : null);
      return token ? send(token) : answer;
    },
  };
}

function withToken(init: RequestInit | undefined, token: string): Headers {
  const headers = new Headers(init?.headers);
  headers.set("Authorization", `Bearer ${token}`);
  return headers;
}
