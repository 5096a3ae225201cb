/** What the holder of a booking's link may ask of the Data API. */
import { ask, type Connection } from "./connect";
import type { ClientBooking, Slot } from "./contract";

export function bookingByToken(api: Connection, token: string): Promise<ClientBooking> {
  return ask<ClientBooking>(api.rpc("booking_by_token", { token }));
}

/** The times to which the booking may move, from one local date to another, both included. */
export function slotsByToken(api: Connection, token: string, from: string, to: string): Promise<Slot[]> {
  return ask<Slot[]>(api.rpc("slots_by_token", { token, from_date: from, to_date: to }));
}
