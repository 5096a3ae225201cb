/** When things happened, in the organization's time zone. */
import { useOrganization } from "../app/organization";
import { useSpeech } from "../i18n/speech";
import { formatZone } from "../time/format";

export function useMoments() {
  const { time_zone: timeZone } = useOrganization();
  const { locale } = useSpeech();
  const written = (options: Intl.DateTimeFormatOptions) => (instant: string) => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(instant));
  return {
    /** "Nov 21, 2026" */
    date: written({ dateStyle: "medium" }),
    /** "Nov 21, 2026, 2:05 p.m." */
    moment: written({ dateStyle: "medium", timeStyle: "short" }),
    timeZone,
    zone: formatZone(timeZone, locale),
  };
}
