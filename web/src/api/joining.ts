/** What may be asked of Auth without a session: to sign in, and to make an account. */
import { AuthRetryableFetchError, type AuthError } from "@supabase/supabase-js";
import type { Connection } from "./connect";
import { Failure } from "./failure";

export interface Account {
  email: string;
  password: string;
}

/** Why an account could not be used, where the person can mend it. */
export type AccountProblem = "credentials" | "exists" | "confirm-address";

/** Signs in; answers what stands in the way, or `null`. */
export async function signIn(api: Connection, account: Account): Promise<AccountProblem | null> {
  const { error } = await api.auth.signInWithPassword(account);
  if (!error) return null;
  if (error.code === "email_not_confirmed") return "confirm-address";
  if (error.code === "invalid_credentials" || error.status === 400) return "credentials";
  throw authFailure(error);
}

/** Makes an account and signs in; answers what stands in the way, or `null`. */
export async function signUp(api: Connection, account: Account): Promise<AccountProblem | null> {
  const { data, error } = await api.auth.signUp(account);
  if (error?.code === "user_already_exists" || error?.code === "email_exists") return "exists";
  if (error) throw authFailure(error);
  return data.session ? null : "confirm-address";
}

export function authFailure(error: AuthError): Failure {
  if (error instanceof AuthRetryableFetchError) return new Failure("offline");
  if (error.status === 429) return new Failure("too_many_requests");
  return new Failure(error.status && error.status < 500 ? "invalid_argument" : "unexpected", error.message);
}
