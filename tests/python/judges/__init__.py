"""Calendar parsers that are not ours: icalendar, ical.js and libical."""
