"""A folder on disk instead of a provider: for rehearsals, and for setups that carry mail on by other means."""

import os
import re
import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from python_functions.config import MailFolder
from python_functions.senders.parts import message_key
from python_functions.senders.sender import ProviderDownError

UNSAFE = re.compile(r"[^A-Za-z0-9@._-]")


class FolderSender:
    """Writes each message to `<Message-ID>.eml`, whole or not at all; a repeated attempt replaces the file of the first."""

    def __init__(self, folder: MailFolder) -> None:
        """The folder must exist: a mistyped path is no place for mail."""
        self._path = Path(folder.path)

    def send(self, message: EmailMessage) -> str:
        """Write *message* and return the file's name.  A full disk or a missing folder raises `ProviderDownError`."""
        name = UNSAFE.sub("_", message_key(message)).lstrip(".") + ".eml"
        try:
            with tempfile.NamedTemporaryFile(dir=self._path, prefix=".", delete=False) as file:
                try:
                    file.write(message.as_bytes(policy=SMTP))
                    file.flush()
                    os.fsync(file.fileno())
                    Path(file.name).replace(self._path / name)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise ProviderDownError(f"The mail folder cannot be written: {error.strerror}.") from error
        return name

    def release(self) -> None:
        """Nothing is kept open."""

    def check(self) -> None:
        """Look whether the folder is there and writable."""
        if not os.access(self._path, os.W_OK | os.X_OK) or not self._path.is_dir():
            raise ProviderDownError("The mail folder is missing or cannot be written.")
