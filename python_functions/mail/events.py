"""Events of the outbox as typed values, checked when they come in."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

Recipient = Literal["client", "practitioner", "invitee", "admin", "host", "guest"]


def _one_line(value: Any) -> Any:  # noqa: ANN401 - whatever the JSON holds
    """Names go into headers: no line break may come along."""
    return " ".join(value.split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


class EventNotUnderstoodError(Exception):
    """The payload lacks something or has it in another shape.  The text names the fields, never their values."""


class Part(BaseModel):
    """A piece of a payload.  Fields that we do not know are left alone, so that the database can go ahead of the edge."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Booking(Part):
    """
    One booking as it stood when the event was written.  *time_zone* is the zone whose wall time it keeps.

    *calendar_object*: whether the mail brings one along; not where the practitioner's calendar provider invites the client, or
    the practitioner's own connected calendar shows the booking.
    """

    booking_id: UUID
    reference: Line
    status: Line
    starts_at: datetime
    ends_at: datetime
    previous_starts_at: datetime | None = None
    previous_ends_at: datetime | None = None
    time_zone: Line
    ics_uid: Line
    ics_sequence: int
    cancel_reason: str | None = None
    cancelled_by: Literal["client", "practitioner", "system"] | None = None
    approval_expires_at: datetime | None = None
    note: str | None = None
    changed_at: datetime
    calendar_object: bool = True


class Organization(Part):
    """Who speaks.  *discreet*: subjects, calendars and previews name neither people nor services."""

    organization_id: UUID
    name: Line
    slug: Line
    discreet: bool = True
    reply_to: Line | None = None
    locale: Line | None = None
    time_zone: Line
    brand_color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None
    logo_url: Annotated[str, Field(pattern=r"^https://")] | None = None
    mail_footer: str | None = None
    postal_address: str | None = None


class Practitioner(Part):
    """Who gives the service."""

    practitioner_id: UUID
    display_name: Line
    email: Line | None = None
    time_zone: Line | None = None
    locale: Line | None = None


class Client(Part):
    """Who receives the service."""

    name: Line
    email: Line
    phone: Line | None = None
    time_zone: Line | None = None
    locale: Line | None = None


class Service(Part):
    """What is booked."""

    service_id: UUID
    name: Line
    duration_minutes: int


class Place(Part):
    """
    Where people meet.  *address* is set only in person, *video_url* only online, and both may be missing.

    *video_url* is an address, or the path of a page of the web app, which lets in whoever it knows: see `below`.
    """

    kind: Literal["in_person", "online", "phone", "at_client"] = "in_person"
    address: Line | None = None
    video_url: Line | None = None

    def below(self, web_url: str, *, token: str | None = None) -> Self:
        """
        Return the place with its video link in full, where it is a page of the web app at *web_url*.

        *token* lets in a client without an account; it belongs into what only the client reads, and so into no calendar.
        """
        if self.video_url is None or not self.video_url.startswith("/"):
            return self
        return self.model_copy(update={"video_url": f"{web_url}{self.video_url}" + (f"#{token}" if token else "")})


class BookingPayload(Part):
    """What an event about a booking carries.  *token_expires_at* is set where the client's mail gets a link."""

    booking: Booking
    organization: Organization
    practitioner: Practitioner
    client: Client
    service: Service
    place: Place = Place()
    token_expires_at: datetime | None = None


class Change(Part):
    """What one transaction did to one booking of a series, as it stood afterwards.  *change* is the last word of a booking's topic."""

    booking_id: UUID
    reference: Line
    change: Line
    status: Line
    starts_at: datetime
    ends_at: datetime
    previous_starts_at: datetime | None = None
    previous_ends_at: datetime | None = None
    approval_expires_at: datetime | None = None
    cancelled_by: Literal["client", "practitioner", "system"] | None = None
    cancel_reason: str | None = None


class Occurrence(Part):
    """One booking that takes place; *recurrence_id* is the wall time at which the rule has it."""

    booking_id: UUID
    reference: Line = ""
    recurrence_id: datetime
    status: Line
    starts_at: datetime
    ends_at: datetime


class Series(Part):
    """
    A series as it stands now, and what changed.

    *recurrence* is the RRULE as made, from *starts_local* on in *time_zone*; it has so many *instances*, of which those at the
    wall times *excluded* do not take place.
    """

    series_id: UUID
    recurrence: Line
    starts_local: datetime
    time_zone: Line
    ics_uid: Line
    ics_sequence: int
    instances: int
    excluded: list[datetime]
    occurrences: list[Occurrence]
    changes: list[Change]
    changed_at: datetime
    calendar_object: bool = True


class SeriesPayload(Part):
    """What an event about a series carries.  The client's link opens *linked_booking_id*."""

    series: Series
    organization: Organization
    practitioner: Practitioner
    client: Client
    service: Service
    place: Place = Place()
    linked_booking_id: UUID
    token_expires_at: datetime | None = None

    def of_one(self) -> BookingPayload | None:
        """Return the payload of a single booking, when only one has changed: whoever reads it need not care that it is of a series."""
        if len(self.series.changes) != 1:
            return None
        (change,) = self.series.changes
        booking = Booking(
            **change.model_dump(exclude={"change"}),
            time_zone=self.series.time_zone,
            ics_uid=self.series.ics_uid,
            ics_sequence=self.series.ics_sequence,
            changed_at=self.series.changed_at,
            calendar_object=self.series.calendar_object,
        )
        parts = {name: getattr(self, name) for name in ("organization", "practitioner", "client", "service", "place", "token_expires_at")}
        return BookingPayload(booking=booking, **parts)


class Invitation(Part):
    """A place in an organization, offered to an address."""

    invitation_id: UUID
    email: Line
    name: Line | None = None
    role: Line
    expires_at: datetime


class InvitationPayload(Part):
    """What an event about an invitation carries."""

    invitation: Invitation
    organization: Organization


class Wish(Part):
    """What stands on the waitlist; with an *offer_id*, the time that is kept for it until *expires_at*; *because*: why it ended."""

    entry_id: UUID
    offer_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    expires_at: datetime | None = None
    from_date: date | None = None
    to_date: date | None = None
    because: Literal["past", "unanswered"] | None = None


class WaitlistPayload(Part):
    """What an event about a wish carries.  *practitioner* is None while it may be anybody; *token_expires_at* once there is nothing to open."""

    waitlist: Wish
    organization: Organization
    practitioner: Practitioner | None = None
    client: Client
    service: Service
    token_expires_at: datetime | None = None


class ClientPayload(Part):
    """What an event about a client carries: who is to care for whom from now on."""

    organization: Organization
    practitioner: Practitioner
    client: Client


class Conversation(Part):
    """Where something waits to be read.  What, and who said it, stays there."""

    conversation_id: UUID
    kind: Literal["direct", "group"] = "direct"


class ConversationPayload(Part):
    """What an event about unread messages carries.  *client* is None to the practitioner of a group."""

    conversation: Conversation
    organization: Organization
    practitioner: Practitioner
    client: Client | None = None


class DeadAddress(Part):
    """
    An address that takes no mail: the client's, or the practitioner's own as *to* says.

    *name* and *phone* are the client's, and *reference* to *ends_at* are the booking's that the mail was about, if it was about one.
    """

    address: Line
    reason: Line | None = None
    bounced_at: datetime
    to: Literal["client", "practitioner"]
    name: Line | None = None
    phone: Line | None = None
    reference: Line | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class WarningPayload(Part):
    """What the warning carries that mail came back."""

    warning: DeadAddress
    organization: Organization
    practitioner: Practitioner


class DisabledWebhook(Part):
    """An endpoint that was switched off: *host* is where it is, *description* what its admins called it."""

    because: Literal["gone", "failing"]
    host: Line
    description: Line = ""


class Admin(Part):
    """Who looks after an organization's settings."""

    name: Line
    email: Line


class WebhookPayload(Part):
    """What the warning carries that a webhook was switched off."""

    webhook: DisabledWebhook
    organization: Organization
    admin: Admin


class SupportRequest(Part):
    """What the platform's support asks for: to look in for so many *minutes*."""

    support_id: UUID
    reason: str
    minutes: int


class SupportPayload(Part):
    """What the message carries that the platform's support asks to look in."""

    support: SupportRequest
    organization: Organization
    admin: Admin


class LostCalendar(Part):
    """A calendar that is connected no more, or has not answered since *failing_since*; *on_unreachable*: what becomes of free time meanwhile."""

    provider: Literal["google", "caldav"]
    on_unreachable: Literal["open", "closed"] = "open"
    failing_since: datetime | None = None


class CalendarPayload(Part):
    """What the warning carries that a calendar is lost; whose it is, is the practitioner or, without a profile, the admin."""

    calendar: LostCalendar
    organization: Organization
    practitioner: Practitioner | None = None
    admin: Admin | None = None


class CalendarChange(Part):
    """
    What a practitioner did to a booking's event in the own calendar: moved it to *to_starts_at*, or deleted it.

    *because* is the word of the rule that refused it.
    """

    booking_id: UUID
    kind: Literal["move", "cancel"]
    reference: Line
    starts_at: datetime
    ends_at: datetime
    to_starts_at: datetime | None = None
    to_ends_at: datetime | None = None
    because: str | None = None


class CalendarChangePayload(Part):
    """What the message carries that such a change is to be decided, or was put back."""

    change: CalendarChange
    organization: Organization
    practitioner: Practitioner


class JoinRequest(Part):
    """Somebody who would like to work here."""

    request_id: UUID
    name: Line
    email: Line
    message: str | None = None
    reason: str | None = None


class JoinPayload(Part):
    """What an event about such a request carries.  *admin* is None in what is written to whoever asked."""

    request: JoinRequest
    organization: Organization
    admin: Admin | None = None


class PracticeRoom(Part):
    """A practice room as it stood when the event was written; it may be gone by now.  *video_url* may be the path of a page of ours."""

    room_id: UUID
    title: Line | None = None
    starts_at: datetime
    ends_at: datetime
    previous_starts_at: datetime | None = None
    previous_ends_at: datetime | None = None
    ics_uid: Line
    ics_sequence: int
    changed_at: datetime
    video_url: Line | None = None
    reason: str | None = None
    changed_by: Literal["host", "guest"] | None = None


class PracticeParty(Part):
    """Who practises.  *email* is None of the other party, whose address is nobody's to know."""

    name: Line
    email: Line | None = None
    time_zone: Line | None = None
    locale: Line | None = None


class PracticePayload(Part):
    """What an event about a practice room carries: *party* is who is written to, *other* who practises with them."""

    practice_room: PracticeRoom
    organization: Organization
    party: PracticeParty
    other: PracticeParty


class Unsubscribe(Part):
    """Whether the recipient may switch such messages off: *kind* is what would be."""

    kind: Line


class Event(Part):
    """One message to one recipient.  *attempt* counts from 1; *unsubscribe* is None for what is essential."""

    event_id: UUID
    organization_id: UUID
    topic: str
    recipient: Recipient
    attempt: int
    payload: (
        BookingPayload
        | SeriesPayload
        | WaitlistPayload
        | ClientPayload
        | ConversationPayload
        | InvitationPayload
        | JoinPayload
        | PracticePayload
        | SupportPayload
        | WarningPayload
        | WebhookPayload
        | CalendarPayload
        | CalendarChangePayload
    )
    unsubscribe: Unsubscribe | None = None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Check a row of `claim_events`.  Raises `EventNotUnderstoodError`."""
        kinds: dict[str, type[Part]] = {
            "series": SeriesPayload,
            "member": InvitationPayload,
            "join": JoinPayload,
            "practice_room": PracticePayload,
            "support": SupportPayload,
            "waitlist": WaitlistPayload,
            "client": ClientPayload,
            "conversation": ConversationPayload,
            "mail": WarningPayload,
            "webhook": WebhookPayload,
            "calendar": CalendarPayload,
            "calendar_change": CalendarChangePayload,
        }
        kind = kinds.get(str(row.get("topic")).split(".")[0], BookingPayload)
        try:
            payload = row.get("payload")
            unsubscribe = payload.get("unsubscribe") if isinstance(payload, dict) else None
            return cls.model_validate({**row, "payload": kind.model_validate(payload), "unsubscribe": unsubscribe})
        except ValidationError as error:
            fields = ", ".join(f"{'.'.join(map(str, problem['loc'])) or 'payload'} ({problem['type']})" for problem in error.errors())
            raise EventNotUnderstoodError(f"Payload not understood: {fields}.") from error
