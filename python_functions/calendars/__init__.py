"""Bookings in people's own calendars: the seam, its providers, and what carries changes out and back in."""
