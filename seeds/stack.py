"""The stack that the demo is loaded into: accounts by Auth, verbs and views by the Data API, letters by the mailbox, and the past by its owner."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from python_functions.mailbox import PAUSE, Mailbox, NoMailError
from seeds.past import Past
from seeds.people import PASSWORD, Person
from supabase import AuthApiError, Client, ClientOptions, create_client

if TYPE_CHECKING:
    import psycopg

JOIN_LINK = re.compile(r"/join(?:\.html)?#([A-Za-z0-9_-]+)")
SECONDS_FOR_AN_INVITATION = 20


@dataclass(frozen=True)
class Account:
    """Somebody who has signed up, and a client of supabase-py in which they are signed in."""

    person: Person
    user_id: str
    client: Client


class Demo:
    """One run of loading; *now* is its beginning."""

    def __init__(self, owner: psycopg.Connection, *, supabase_url: str, publishable_key: str, mail_url: str, edge_url: str | None) -> None:
        """*owner*: an autocommitting connection as the database's owner.  Without *edge_url* nobody writes notes."""
        self.owner = owner
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.past = Past(owner)
        self._address = supabase_url, publishable_key
        self._tls = ssl.create_default_context()
        self._mailbox = Mailbox(httpx.Client(base_url=mail_url, timeout=10, verify=self._tls))
        self._edge = httpx.Client(base_url=edge_url, timeout=10, verify=self._tls) if edge_url else None
        self._accounts: dict[str, Account] = {}
        self._visitor = self._client()

    def account(self, person: Person) -> Account:
        """The account of *person*, signed up if there is none.  Raises `RuntimeError` where Auth gives no session."""
        if person.email not in self._accounts:
            client, wanted = self._client(), {"email": person.email, "password": PASSWORD}
            try:
                answer = client.auth.sign_up(wanted)
            except AuthApiError:
                answer = client.auth.sign_in_with_password(wanted)
            if answer.session is None or answer.user is None:
                message = f"Auth gives {person.email} no session.  The demo needs sign-ups without confirmation by mail."
                raise RuntimeError(message)
            self._accounts[person.email] = Account(person, answer.user.id, client)
        return self._accounts[person.email]

    def call(self, verb: str, /, *, by: Person | None, when: datetime | None = None, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call *verb* as *by*'s account, or as a visitor; over the Data API, or on a day gone by if *when* says so."""
        account = self.account(by) if by else None
        if when:
            return self.past.call(verb, when=when, user_id=account and account.user_id, email=by.email if by else "", **arguments)
        client = account.client if account else self._visitor
        ready = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in arguments.items()}
        return client.rpc(verb, ready).execute().data

    def note(self, booking_id: str, content: str, *, by: Person, shared: bool = False) -> None:
        """Write and sign a note by way of the edge, which encrypts it.  Without an edge, or keys of its own, there are no notes."""
        if self._edge is None:
            return
        account = self.account(by)
        note = {"booking_id": booking_id, "note_id": str(uuid4()), "version": 0, "visibility": "shared" if shared else "private", "content": content}
        headers = {"Authorization": f"Bearer {account.client.auth.get_session().access_token}"}
        answer = self._edge.post("/notes", json=note, headers=headers)
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return
        saved = answer.raise_for_status().json()
        self.call("sign_note", by=by, note_id=saved["note_id"], expected_version=saved["version"])

    def insert(self, view: str, rows: list[dict[str, Any]], *, by: Person) -> list[dict[str, Any]]:
        """Insert *rows* through a view, as *by*, and return them."""
        return self.account(by).client.table(view).insert(rows).execute().data

    def update(self, view: str, changes: dict[str, Any], *, by: Person, **where: str) -> None:
        """Change through a view, as *by*, the row where these columns have these values."""
        self.account(by).client.table(view).update(changes).match(where).execute()

    def invitation_of(self, person: Person) -> str:
        """The token of the newest invitation in *person*'s mailbox.  Raises `NoMailError` when none comes."""
        deadline = time.monotonic() + SECONDS_FOR_AN_INVITATION
        while time.monotonic() < deadline:
            links = [link for letter in self._mailbox.messages_to(person.email) if (link := JOIN_LINK.search(letter.text))]
            if links:
                return links[-1].group(1)
            time.sleep(PAUSE)
        message = f"{person.email} was invited, and no letter came within {SECONDS_FOR_AN_INVITATION} s.  Does the worker run?"
        raise NoMailError(message)

    def _client(self) -> Client:
        url, key = self._address
        http = httpx.Client(timeout=30, verify=self._tls)
        return create_client(url, key, options=ClientOptions(schema="api", auto_refresh_token=False, persist_session=False, httpx_client=http))
