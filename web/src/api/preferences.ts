/** What the holder of an unsubscribe link may ask of the Data API. */
import { ask, type Connection } from "./connect";

export interface MailKind {
  kind: string;
  wanted: boolean;
  /** Some of it comes all the same, since it says what was agreed. */
  keeps_essential: boolean;
}

export interface MailPreferences {
  organization: { name: string; slug: string };
  /** What the mail with the link was; it stands first among the kinds. */
  kind: string;
  kinds: MailKind[];
}

export function preferencesByToken(api: Connection, token: string): Promise<MailPreferences> {
  return ask<MailPreferences>(api.rpc("preferences_by_token", { token }));
}
