/** An organization's settings, as a row (api.organization_settings). */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export type Kind = "therapy" | "medical" | "coaching" | "peer";

export interface Settings {
  slug: string;
  name: string;
  time_zone: string;
  country: string;
  locale: string;
  discreet: boolean;
  reply_to: string | null;
  profile: Kind;
  eight_minute_rule: boolean;
  client_reminders: number[] | null;
  practitioner_reminders: number[] | null;
  waitlist_offer_minutes: number;
  brand_color: string | null;
  logo_url: string | null;
  mail_footer: string | null;
  postal_address: string | null;
  ask_for_reviews: boolean | null;
  about: string | null;
  /** Whether practitioners' own profiles wait for an admin. */
  approve_practitioners: boolean;
  /** Whether people may ask to work here. */
  takes_join_requests: boolean;
  message_quiet_seconds: number;
  message_tries: number;
  conversation_quiet_minutes: number;
  /** Whether those who take bookings connect a calendar first. */
  calendar_required: boolean;
  /** What becomes of a booking that is moved or deleted in a practitioner's own calendar. */
  on_remote_change: "apply" | "ask" | "put_back";
  /** Who makes the rooms of online sessions. */
  video_provider: "none" | "jitsi" | "daily";
  jitsi_url: string;
}

const COLUMNS =
  "slug,name,time_zone,country,locale,discreet,reply_to,profile,eight_minute_rule,client_reminders,practitioner_reminders,waitlist_offer_minutes," +
  "about,approve_practitioners,takes_join_requests,brand_color,logo_url,mail_footer,postal_address,ask_for_reviews,message_quiet_seconds,message_tries,conversation_quiet_minutes,calendar_required,on_remote_change,video_provider,jitsi_url";

export function useSettings() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["settings", organization_id],
    queryFn: () => ask<Settings>(api.from("organization_settings").select(COLUMNS).eq("organization_id", organization_id).single()),
  });
}
