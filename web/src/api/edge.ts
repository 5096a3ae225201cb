/** Asking the edge, which seals and opens what the database must not read and speaks to calendars elsewhere, with the caller's own session. */
import { edgeAddress, type Connection } from "./connect";
import { Failure, failureFrom } from "./failure";
import { keeperOf } from "./keeper";

let address: Promise<string> | null = null;

/** The JSON of an answer; throws a `Failure`: `edge_unreachable` where nothing answered at all. */
export async function askEdge<T>(api: Connection, path: string, body?: unknown, method: "GET" | "POST" | "DELETE" = body === undefined ? "GET" : "POST"): Promise<T> {
  address ??= edgeAddress();
  const base = await address.catch((reason: unknown) => {
    address = null;
    throw reason;
  });
  const { data } = await api.auth.getSession();
  const headers: Record<string, string> = { Authorization: `Bearer ${data.session?.access_token ?? ""}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await keeperOf(api).fetch(`${base}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    throw new Failure("edge_unreachable");
  }
  const said = (await answer.json().catch(() => null)) as T | { message: string; details: string; hint: string } | null;
  if (answer.ok && said) return said as T;
  const error = said && typeof said === "object" && "message" in said ? said : { message: "edge_unreachable" };
  throw failureFrom({ error, status: answer.status });
}
