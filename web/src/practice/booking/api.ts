/** What the booking page asks for. */
import { isUuid } from "../../api/checks";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import type { Place } from "../../api/contract";
import { Failure } from "../../api/failure";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { Booking } from "../bookings/booking";

/** `null`: there is none that the member may see in this organization, which is all that is told of others'. */
export function useBooking(bookingId: string) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "booking", bookingId],
    queryFn: async (): Promise<{ booking: Booking; place: Place | null } | null> => {
      if (!isUuid(bookingId)) return null;
      const [booking] = await ask<Booking[]>(api.from("bookings").select("*").match({ organization_id, booking_id: bookingId }));
      if (!booking) return null;
      const place = await ask<Place | null>(api.rpc("booking_place", { booking_id: bookingId })).catch((reason: unknown) => {
        // Where it takes place is the lesser thing: the booking is shown without.
        if (reason instanceof Failure) return null;
        throw reason;
      });
      return { booking, place };
    },
  });
}
