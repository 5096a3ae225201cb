"""
Who is told what, after any decisions by account and by link: Hypothesis decides, a reference in Python says what must follow.

The reference knows accounts, addresses and their noes; nothing of how the database keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from tests.contract.racing import act, ask
from tests.contract.world import token_and_hash
from tests.effort import effort

from .practice import BEGINNING, guest, open_practice, tell

if TYPE_CHECKING:
    from .practice import Practice

TOPICS = ("booking.confirmed", "booking.reminder")


@dataclass(frozen=True)
class Party:
    """Somebody whom messages go to: by which booking and as what, whose account it is, at which address, and whether the account goes by that address."""

    booking: str
    recipient: str
    account: str | None
    address: str
    own: bool = True


class Preferences(RuleBasedStateMachine):
    """One practice with ada and her clients: ben with an account, a guest, ben as a guest, and a booking of ben's at another's address."""

    url: str

    @initialize()
    def open(self) -> None:
        """Book for everybody, days ahead, and give each a link."""
        self.connection = psycopg.connect(self.url, autocommit=True)
        self.connection.execute("set time zone 'UTC'")
        self.connection.execute("select set_config('tests.now', %s, false)", [BEGINNING.isoformat()])
        self.practice: Practice = open_practice(self.connection)
        self.emails = {"ben": "ben@client.example", "ada": "ada@practice.example"}
        ben, ada = self.practice.users["ben"], self.practice.users["ada"]
        booked = [
            self._book(number, user, email)
            for number, (user, email) in enumerate(
                [(ben, "ben@client.example"), (None, "zoe@client.example"), (None, "ben@client.example"), (ben, "zoe@client.example")]
            )
        ]
        self.parties = {
            "ben": Party(booked[0], "client", ben, "ben@client.example"),
            "zoe": Party(booked[1], "client", None, "zoe@client.example"),
            "ben as a guest": Party(booked[2], "client", None, "ben@client.example"),
            "ben at zoe's": Party(booked[3], "client", ben, "zoe@client.example", own=False),
            "ada": Party(booked[0], "practitioner", ada, "ada@practice.example"),
        }
        self.noes: set[tuple[str, str, str]] = set()
        self.tokens = {name: self._link(party) for name, party in self.parties.items()}
        self.connection.execute("update app.outbox_events set status = 'delivered', finished_at = app.now() where status = 'queued'")

    def teardown(self) -> None:
        """Close the connection."""
        if hasattr(self, "connection"):
            self.connection.close()

    @rule(
        who=st.sampled_from(["ben", "ada"]),
        kind=st.sampled_from(["booking", "reminder", "reminder", "reminder", "nonsense"]),
        channel=st.sampled_from(["mail", "app"]),
        wanted=st.booleans(),
    )
    def decide(self, who: str, kind: str, channel: str, *, wanted: bool) -> None:
        """Signed in.  What is essential as a whole cannot be switched off by mail."""
        account = self.practice.users[who]
        told = ask(
            self.connection,
            self._as(
                who, "select api.set_notification_preference(%(organization)s, %(kind)s, %(channel)s, %(wanted)s)", kind=kind, channel=channel, wanted=wanted
            ),
        )
        event(f"decide: {told.word}")
        if kind == "nonsense":
            assert told.word == "invalid_argument"
            return
        refused = channel == "mail" and not wanted and not self._switchable(kind, self.parties[who].recipient)
        assert told.word == ("not_allowed" if refused else "ok")
        if not refused:
            self._note(account, kind, channel, wanted=wanted)
            if wanted and channel == "mail":
                self._note(self.emails[who], kind, channel, wanted=True)
            assert told.rows[0][0]["wanted"] == (wanted and self._wants(self.parties[who], kind, channel))

    @rule(who=st.sampled_from(["ben", "zoe", "ben as a guest", "ben at zoe's", "ada"]), wanted=st.booleans())
    def click(self, who: str, *, wanted: bool) -> None:
        """By the link in a reminder."""
        party = self.parties[who]
        told = tell(self.connection, "unsubscribe_by_token", token=self.tokens[who], wanted=wanted)
        assert told.word == "ok"
        self._note(party.address, "reminder", "mail", wanted=wanted)
        if wanted and party.own and party.account:
            self._note(party.account, "reminder", "mail", wanted=True)

    @rule(who=st.sampled_from(["ben", "zoe", "ben as a guest", "ben at zoe's", "ada"]), topic=st.sampled_from(TOPICS))
    def send(self, who: str, topic: str) -> None:
        """A message goes by mail and within the app if, and only if, it is wanted there or, by mail, essential."""
        party, kind = self.parties[who], topic.split(".")[1] if topic == "booking.reminder" else "booking"
        event_id = self._announce(party, topic)
        claimed = {str(row[0]) for row in tell(self.connection, "claim_events", role="service_role", worker="a model").rows}
        by_mail = topic == "booking.confirmed" or self._wants(party, kind, "mail")
        assert claimed == ({event_id} if by_mail else set())
        told = self.connection.execute("select user_id::text from app.notifications where event_id = %s", [event_id]).fetchall()
        assert told == ([(party.account,)] if party.account and self._wants(party, kind, "app") else [])
        event(f"{topic}: {'mailed' if by_mail else 'dropped'}, {'told' if told else 'not told'}")
        self.connection.execute("update app.outbox_events set status = 'delivered', finished_at = app.now() where status = 'queued'")

    @invariant()
    def the_views_show_what_holds(self) -> None:
        """To the account all that it decides on, to the link's holder what is sent to that address."""
        if not hasattr(self, "tokens"):
            return
        # So many looks within a minute that stands still would wear the links out.
        self.connection.execute("delete from app.rate_limits")
        for who in ("ben", "ada"):
            shown = ask(
                self.connection, self._as(who, "select kind, channel, wanted from api.notification_preferences where organization_id = %(organization)s")
            ).rows
            assert {(kind, channel) for kind, channel, wanted in shown if not wanted} == {
                (kind, channel) for whose, kind, channel in self.noes if whose in {self.practice.users[who], self.emails[who]}
            }
        for who, party in self.parties.items():
            (body,) = tell(self.connection, "preferences_by_token", token=self.tokens[who]).rows[0]
            named = Party(party.booking, party.recipient, party.account if party.own else None, party.address)
            assert body["kinds"][0] == {"kind": "reminder", "wanted": self._wants(named, "reminder", "mail"), "keeps_essential": False}

    def _wants(self, party: Party, kind: str, channel: str) -> bool:
        return not {(whose, kind, channel) for whose in (party.account, party.address)} & self.noes

    def _note(self, whose: str, kind: str, channel: str, *, wanted: bool) -> None:
        (self.noes.discard if wanted else self.noes.add)((whose, kind, channel))

    def _switchable(self, kind: str, recipient: str) -> bool:
        found = self.connection.execute("select bool_and(essential) from app.message_kinds where (kind, recipient) = (%s, %s)", [kind, recipient])
        return not found.fetchone()[0]

    def _as(self, who: str, statement: str, **arguments: Any) -> Any:  # noqa: ANN401 - an act
        claims = Jsonb({"sub": self.practice.users[who], "email": self.emails[who]})
        one = act(statement, user=self.practice.users[who], organization=self.practice.organization, **arguments)

        def on(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
            connection.execute("select set_config('request.jwt.claims', %s::text, false)", [claims])
            try:
                return one(connection)
            finally:
                connection.execute("select set_config('request.jwt.claims', '', false)")

        return on

    def _book(self, number: int, user: str | None, email: str) -> str:
        offer = {"practitioner_id": self.practice.practitioners["ada"], "service_id": self.practice.services["talk"]}
        at = (BEGINNING + timedelta(days=4 + number)).replace(hour=9, minute=0)
        key = tell(self.connection, "request_hold", user=user, **offer, starts_at=at).rows[0][0]["hold_key"]
        told = tell(self.connection, "confirm_hold", user=user, hold_key=key, client=Jsonb(guest(0) | {"email": email}))
        return told.rows[0][0]["booking_id"]

    def _announce(self, party: Party, topic: str) -> str:
        (event_id,) = self.connection.execute(
            "insert into app.outbox_events (organization_id, topic, recipient, subject_id, data) select organization_id, %s, %s, booking_id,"
            " jsonb_build_object('status', status, 'starts_at', starts_at, 'ends_at', ends_at, 'minutes_before', 1440, 'changed_at', updated_at)"
            " from app.bookings where booking_id = %s returning event_id::text",
            [topic, party.recipient, party.booking],
        ).fetchone()
        return event_id

    def _link(self, party: Party) -> str:
        token, token_hash = token_and_hash()
        told = tell(
            self.connection, "register_unsubscribe_token", role="service_role", event_id=self._announce(party, "booking.reminder"), token_hash=token_hash
        )
        assert told.word == "ok"
        return token


@pytest.mark.timeout(600)
def test_nobody_is_told_what_they_do_not_want_and_everybody_what_they_must_know(model_url: str) -> None:
    run_state_machine_as_test(
        type("Preferences", (Preferences,), {"url": model_url}),
        settings=settings(
            max_examples=effort(fast=8, whole=16, explore=80),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
