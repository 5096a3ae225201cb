"""What the paths take, checked before anybody is asked: names as the Data API spells them, or as earlier clients do (roomId for room_id)."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from python_functions.errors import BookingError

# PostgreSQL keeps every character but this one.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=2000)]

# How long a room may last, the verb says; a number that is none of minutes at all does not get there.
Minutes = Annotated[int, Field(ge=1, le=100_000)]


class Body(BaseModel):
    """A JSON object with these members and no other: one that is misspelt is refused, not left out."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Return what *text* says.  Raises 400 `invalid_argument`."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise _refusal(error) from None

    def arguments(self) -> dict[str, Any]:
        """What was given, as JSON under the Data API's names; what was left out, or is null, is for the verb to know."""
        return self.model_dump(mode="json", exclude_none=True, by_alias=False)


class NewRoom(Body):
    """What POST /api/practice-room/create takes."""

    organization_id: UUID | None = None
    starts_at: AwareDatetime
    duration_minutes: Minutes | None = None
    is_private: bool | None = None
    title: Text | None = None


class RoomChange(Body):
    """What POST /api/practice-room/update takes."""

    room_id: UUID
    starts_at: AwareDatetime | None = None
    duration_minutes: Minutes | None = None
    is_private: bool | None = None
    title: Text | None = None
    stage: Text | None = None


class RoomEnd(Body):
    """What DELETE /api/practice-room/:roomId may take."""

    reason: Text | None = None


class NewSlot(Body):
    """What POST /api/slots takes."""

    organization_id: UUID | None = None
    starts_at: AwareDatetime
    duration_minutes: Minutes | None = None
    title: Text | None = None


def _number(text: Any) -> Any:  # noqa: ANN401 - of a query, where numbers are text, too
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 5 else text  # noqa: PLR2004


class SlotsWanted(Body):
    """What GET /api/slots takes, as its query."""

    status: Text = "open"
    organization_id: UUID | None = None
    limit_count: Annotated[int | None, BeforeValidator(_number)] = None
    after: UUID | None = None


def read_query(asked: dict[str, str]) -> SlotsWanted:
    """Return what *asked* says.  Raises 400 `invalid_argument`."""
    try:
        return SlotsWanted.model_validate_strings(asked, strict=True)
    except ValidationError as error:
        raise _refusal(error) from None


def read_id(text: str, name: str) -> str:
    """Return the UUID in an address.  Raises 400 `invalid_argument`."""
    try:
        return str(TypeAdapter(UUID).validate_python(text))
    except ValidationError:
        raise BookingError(400, "invalid_argument", f"{name} is a UUID.", "Correct the address and try again.") from None


def _refusal(error: ValidationError) -> BookingError:
    """Say what is wrong, and where; never what was given, which may be somebody's."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    told = first["msg"].rstrip(".")
    return BookingError(
        400, "invalid_argument", f"{where}: {told}." if where else f"The body is no JSON object as it is wanted here: {told}.", "Correct it and try again."
    )
