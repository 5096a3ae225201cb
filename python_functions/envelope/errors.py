"""What cannot be opened, and why.  No text here ever carries a key or a content."""


class EnvelopeError(Exception):
    """Something sealed or wrapped cannot be opened."""


class UnknownMasterKeyError(EnvelopeError):
    """A data key is wrapped by a master key that is not configured here; *master_key_id* says which one is missing."""

    def __init__(self, master_key_id: str) -> None:
        """Name the missing key."""
        self.master_key_id = master_key_id
        super().__init__(f"The master key {master_key_id} is not configured here.")


class CannotUnwrapError(EnvelopeError):
    """The master key of that id did not wrap this: it is another key under the same id, or the wrapping was altered or belongs elsewhere."""

    def __init__(self, master_key_id: str) -> None:
        """Name the key that did not fit."""
        self.master_key_id = master_key_id
        super().__init__(f"The master key {master_key_id} does not open what is said to be wrapped by it.")


class UnknownDataKeyError(EnvelopeError):
    """The organization has no data key of that id."""


class CannotUnsealError(EnvelopeError):
    """The ciphertext was altered, or stands where it does not belong."""
