/** What somebody may ask of Auth about the own account. */
import { isAuthApiError, type AuthError, type EmailOtpType } from "@supabase/supabase-js";
import type { Connection } from "./connect";
import { authFailure } from "./joining";

/** What the links in Auth's mails are for; each stands in the link's fragment as `kind=secret`. */
export const LINK_KINDS = ["signup", "magiclink", "recovery", "email_change"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Whether the server lets people sign in by mail and password at all, and make accounts. */
export interface AccountsOffered {
  byMail: boolean;
  newAccounts: boolean;
}

export async function accountsOffered(api: Connection): Promise<AccountsOffered> {
  const answer = await fetch(`${api["supabaseUrl"]}/auth/v1/settings`, { headers: { apikey: api["supabaseKey"] } });
  const settings = (await answer.json()) as { disable_signup?: boolean; external?: { email?: boolean } };
  const byMail = settings.external?.email !== false;
  return { byMail, newAccounts: byMail && !settings.disable_signup };
}

/** Mails a link to sign in with.  Whether there is such an account is told to nobody. */
export async function mailSignInLink(api: Connection, email: string): Promise<void> {
  const { error } = await api.auth.signInWithOtp({ email, options: { shouldCreateUser: false } });
  if (error && !isAboutNoAccount(error)) throw authFailure(error);
}

/** Mails a link to a new password, and tells as little. */
export async function mailReset(api: Connection, email: string): Promise<void> {
  const { error } = await api.auth.resetPasswordForEmail(email);
  if (error && !isAboutNoAccount(error)) throw authFailure(error);
}

function isAboutNoAccount(error: AuthError): boolean {
  return error.code === "otp_disabled" || error.code === "user_not_found" || /signups not allowed for otp/i.test(error.message);
}

/** Uses a link's secret, once: `ended` when it was used, is too old or is none; `half` when another mail's link is needed too. */
export async function redeemLink(api: Connection, kind: LinkKind, secret: string): Promise<"done" | "half" | "ended"> {
  const { data, error } = await api.auth.verifyOtp({ type: kind as EmailOtpType, token_hash: secret });
  if (!error) return data.session ? "done" : "half";
  if (isAuthApiError(error) && error.status < 500 && error.status !== 429) return "ended";
  throw authFailure(error);
}

export type PasswordProblem = "weak" | "same";

export async function setPassword(api: Connection, password: string): Promise<PasswordProblem | null> {
  const { error } = await api.auth.updateUser({ password });
  if (!error) {
    // Whoever knew the old one is out.  That this failed is no reason to say that the password was not changed.
    await api.auth.signOut({ scope: "others" }).catch(() => undefined);
    return null;
  }
  if (error.code === "same_password") return "same";
  if (error.code === "weak_password" || error.status === 422) return "weak";
  throw authFailure(error);
}

/** Asks for another address; it changes once the links in the mails about it were used. */
export async function changeEmail(api: Connection, email: string): Promise<"taken" | null> {
  const { error } = await api.auth.updateUser({ email });
  if (!error) return null;
  if (error.code === "email_exists") return "taken";
  throw authFailure(error);
}

/** The name that booking forms begin with. */
export async function setName(api: Connection, name: string): Promise<void> {
  const { error } = await api.auth.updateUser({ data: { name } });
  if (error) throw authFailure(error);
}
