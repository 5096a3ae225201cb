"""Where people meet, in words for mails and calendars.  Pure."""

from typing import Any

from python_functions.mail.events import Place, Recipient


def spoken(place: Place, said: dict[str, Any], *, recipient: Recipient) -> str | None:
    """
    Return *place* in the words *said*: the address, the address of the video link, or how else people meet.

    None in person without an address: then there is nothing to say.
    """
    if place.kind == "in_person":
        return place.address
    if place.kind == "online" and place.video_url:
        return place.video_url
    return said["places"]["at_client_for_practitioner" if (place.kind, recipient) == ("at_client", "practitioner") else place.kind]
