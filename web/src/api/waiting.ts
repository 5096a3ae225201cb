/** What the holder of a wish's link may ask of the Data API. */
import { ask, type Connection } from "./connect";

export interface Offer {
  offer_id: string;
  starts_at: string;
  ends_at: string;
  expires_at: string;
  practitioner: { display_name: string; time_zone: string };
}

export interface Wish {
  entry_id: string;
  status: string;
  from_date: string;
  to_date: string;
  time_zone: string | null;
  organization: { name: string; slug: string };
  service: { name: string };
  offer: Offer | null;
}

export function wishByToken(api: Connection, token: string): Promise<Wish> {
  return ask<Wish>(api.rpc("waitlist_by_token", { token }));
}
