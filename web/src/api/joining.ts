/** What an invited person may ask: an account, a session, and the membership. */
import { AuthRetryableFetchError, type AuthError } from "@supabase/supabase-js";
import { ask, type Connection } from "./connect";
import { Failure } from "./failure";

export interface Membership {
  organization_name: string;
  role: string;
}

export interface Account {
  email: string;
  password: string;
}

/** Why an account could not be used, where the person can mend it. */
export type AccountProblem = "credentials" | "exists" | "confirm-address";

/** The address that is signed in here, or `null`. */
export async function signedInAs(api: Connection): Promise<string | null> {
  const { data } = await api.auth.getSession();
  return data.session?.user.email ?? null;
}

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

export function acceptInvitation(api: Connection, token: string): Promise<Membership> {
  return ask<Membership>(api.rpc("accept_invitation", { token }));
}

export function authFailure(error: AuthError): Failure {
  if (error instanceof AuthRetryableFetchError) return new Failure("offline");
  if (error.status === 429) return new Failure("too_many_requests");
  return new Failure(error.status && error.status < 500 ? "invalid_argument" : "unexpected", error.message);
}
