"""How messages are written down: as Python's SMTP policy does, but for fields that it writes wrongly or that no reader decodes."""

from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueAddressHeader, UniqueUnstructuredHeader, UnstructuredHeader
from email.policy import SMTP, Policy

# RFC 2047, 2: no line that has an encoded word is longer than 76 characters.
LONGEST_LINE = 76


class VerbatimHeader(UnstructuredHeader):
    """
    A field that goes out as it is, in one line.

    Python would write an address longer than a line as encoded words, which mail programs do not look for in
    `List-Unsubscribe` (RFC 2369, 2: a URL in angle brackets).  A line may have 998 octets (RFC 5322, 2.1.1).
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the field with its line end."""
        return f"{self.name}: {self}{policy.linesep}"


class WordedHeader(UniqueUnstructuredHeader):
    """
    A text as encoded words throughout, where it has more than ASCII.

    Python 3.11 encodes single words of a text that is longer than a line, and loses or adds spaces between them.
    """

    def fold(self, *, policy: Policy) -> str:
        """Return the field with its line end."""
        if policy.utf8 or str(self).isascii():
            return super().fold(policy=policy)
        return f"{self.name}: {_worded(self.name, str(self), policy)}{policy.linesep}"


class WordedAddressHeader(UniqueAddressHeader):
    """The same for the name that stands before an address."""

    def fold(self, *, policy: Policy) -> str:
        """Return the field with its line end."""
        if policy.utf8 or str(self).isascii() or not all(each.addr_spec.isascii() for each in self.addresses):
            return super().fold(policy=policy)
        named = [f"{_worded(self.name, each.display_name, policy)}{policy.linesep} <{each.addr_spec}>" for each in self.addresses]
        return f"{self.name}: {f',{policy.linesep} '.join(named)}{policy.linesep}"


def _worded(name: str, text: str, policy: Policy) -> str:
    return Header(text, "utf-8", header_name=name, maxlinelen=LONGEST_LINE).encode(linesep=policy.linesep)


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("List-Unsubscribe", VerbatimHeader)
    registry.map_to_type("Subject", WordedHeader)
    for name in ("From", "To", "Reply-To"):
        registry.map_to_type(name, WordedAddressHeader)
    return registry


MAIL = SMTP.clone(header_factory=_registry())
