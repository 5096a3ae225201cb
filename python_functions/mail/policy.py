"""How messages are written down: as Python's SMTP policy does, but for fields that no reader decodes."""

from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy


class VerbatimHeader(UnstructuredHeader):
    """
    A field that goes out as it is, in one line.

    Python would write an address longer than a line as encoded words, which mail programs do not look for in
    `List-Unsubscribe` (RFC 2369, 2: a URL in angle brackets).  A line may have 998 octets (RFC 5322, 2.1.1).
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the field with its line end."""
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("List-Unsubscribe", VerbatimHeader)
    return registry


MAIL = SMTP.clone(header_factory=_registry())
