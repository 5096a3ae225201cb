/** What the booking page asks for. */
import { isUuid } from "../../api/checks";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { Failure } from "../../api/failure";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { Booking } from "../bookings/booking";

export interface PlaceRow {
  service_id: string | null;
  address: string | null;
  video_url: string | null;
}

/** `null`: there is none that the member may see in this organization, which is all that is told of others'. */
export function useBooking(bookingId: string) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "booking", bookingId],
    queryFn: async (): Promise<{ booking: Booking; places: PlaceRow[] } | null> => {
      if (!isUuid(bookingId)) return null;
      const [booking] = await ask<Booking[]>(api.from("bookings").select("*").match({ organization_id, booking_id: bookingId }));
      if (!booking) return null;
      const places = await ask<PlaceRow[]>(
        api.from("places").select("service_id, address, video_url").match({ organization_id, practitioner_id: booking.practitioner_id }),
      ).catch((reason: unknown) => {
        // Where it takes place is the lesser thing: the booking is shown without.
        if (reason instanceof Failure) return [];
        throw reason;
      });
      return { booking, places };
    },
  });
}

/** The service's own place before the practitioner's. */
export function placeOf(places: readonly PlaceRow[], serviceId: string, kind: "address" | "video_url"): string | null {
  const said = places.filter((place) => place[kind] && (place.service_id === serviceId || place.service_id === null));
  return (said.find(({ service_id }) => service_id) ?? said[0])?.[kind] ?? null;
}
