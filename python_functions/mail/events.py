"""Events of the outbox as typed values, checked when they come in."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

Recipient = Literal["client", "practitioner", "invitee"]


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
    """One booking as it stood when the event was written.  *time_zone* is the zone whose wall time it keeps."""

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


class Organization(Part):
    """Who speaks.  *discreet*: subjects, calendars and previews name neither people nor services."""

    organization_id: UUID
    name: Line
    slug: Line
    discreet: bool = True
    reply_to: Line | None = None
    locale: Line | None = None
    time_zone: Line


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


class BookingPayload(Part):
    """What an event about a booking carries.  *token_expires_at* is set where the client's mail gets a link."""

    booking: Booking
    organization: Organization
    practitioner: Practitioner
    client: Client
    service: Service
    token_expires_at: datetime | None = None


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


class Event(Part):
    """One message to one recipient.  *attempt* counts from 1."""

    event_id: UUID
    organization_id: UUID
    topic: str
    recipient: Recipient
    attempt: int
    payload: BookingPayload | InvitationPayload

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Check a row of `claim_events`.  Raises `EventNotUnderstoodError`."""
        kind = InvitationPayload if row.get("recipient") == "invitee" else BookingPayload
        try:
            return cls.model_validate({**row, "payload": kind.model_validate(row.get("payload"))})
        except ValidationError as error:
            fields = ", ".join(f"{'.'.join(map(str, problem['loc'])) or 'payload'} ({problem['type']})" for problem in error.errors())
            raise EventNotUnderstoodError(f"Payload not understood: {fields}.") from error
