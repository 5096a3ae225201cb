"""Realtime through the clients that people use: supabase-js and supabase-py, over restarts of the API and of the database."""

from __future__ import annotations

import asyncio
import json
import queue
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from python_functions.stack.cluster import wait_until_ready
from python_functions.stack.programs import cluster_of, programs_of
from python_functions.stack.settings import CHECKOUT
from python_functions.stack.supervision import Supervision
from supabase import AsyncClientOptions, acreate_client

from .sockets import PATIENCE_SECONDS, socket_to
from .test_realtime import own_topic, slots_topic, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .world import World

SCRIPT = CHECKOUT / "tests" / "contract" / "realtime.mjs"
RESTART_SECONDS = 40


class Page:
    """A page that listens by supabase-js; `next` is what it heard next."""

    def __init__(self, stack: Stack, topic: str, token: str = "") -> None:
        """Join *topic*; *token* is a signed-in user's."""
        command = ["node", str(SCRIPT), stack.supabase_url, stack.supabase_publishable_key, topic, token]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self, kind: str, *, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The next line of a kind; others before it are passed over."""
        deadline = time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(deadline - time.monotonic(), 0.01))
            if line.pop("kind") == kind:
                return line

    def subscribed(self, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until it listens."""
        while self.next("state", seconds=seconds)["status"] != "SUBSCRIBED":
            pass

    def refresh(self, token: str) -> None:
        """Give it another token, as Auth does every hour."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{token}\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """Close the page."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def pages(stack: Stack) -> Iterator[Any]:
    """`pages(topic, token)`: a page that listens, closed at the end."""
    opened: list[Page] = []

    def open_page(topic: str, token: str = "") -> Page:
        opened.append(Page(stack, topic, token))
        return opened[-1]

    yield open_page
    for page in opened:
        page.close()


def broadcast(stack: Stack, topic: str, number: int) -> None:
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("select app.broadcast(%s, 'notification', jsonb_build_object('number', %s::integer))", [topic, number])


def restart(stack: Stack, *names: str) -> None:
    """Stop programs of the stack and start them again, as an operator would."""
    supervision = Supervision(stack.settings)
    programs = {program.name: program for program in programs_of(stack.settings, stack.keys)}
    for name in names:
        supervision.stop(programs[name])
    for name in names:
        supervision.start(programs[name])
        if name == "postgres":
            log = supervision.log_of(programs[name])
            wait_until_ready(cluster_of(stack.settings, stack.keys), still_running=lambda: True, log=log)
    _wait_until_well(f"{stack.supabase_url}/auth/v1/health?apikey={stack.supabase_publishable_key}")


def _wait_until_well(url: str) -> None:
    deadline = time.monotonic() + RESTART_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            pass  # It is just starting.
        time.sleep(0.1)
    raise AssertionError(url)


@pytest.mark.req("CP-15.2")
def test_supabase_js_hears_that_a_time_was_taken(world: World, pages: Any) -> None:  # noqa: ANN401 - a factory
    page = pages(slots_topic(world, "ada"))
    page.subscribed()
    start = world.next_start()

    world.caller().call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=start)

    heard = page.next("broadcast")
    assert heard["event"] == "slots_changed"
    assert start[:10] in heard["payload"]["days"]


def test_supabase_js_is_told_why_it_may_not_listen(world: World, pages: Any) -> None:  # noqa: ANN401 - a factory
    page = pages(own_topic(world, "ben"), world.people["eve"].access_token)

    state = page.next("state")

    assert state["status"] == "CHANNEL_ERROR"
    assert state["error"].startswith("Unauthorized: You do not have permissions")


def test_supabase_js_renews_its_token(stack: Stack, world: World, pages: Any) -> None:  # noqa: ANN401 - a factory
    topic = own_topic(world, "ben")
    page = pages(topic, token_of(stack, sub=world.people["ben"].user_id))
    page.subscribed()
    page.refresh(world.people["ben"].access_token)
    broadcast(stack, topic, 1)
    assert page.next("broadcast")["payload"]["number"] == 1

    page.refresh(world.people["eve"].access_token)

    assert page.next("system")["message"].startswith("Unauthorized: ")
    assert page.next("state")["status"] == "CLOSED"


def test_supabase_py_hears_what_is_for_its_account(stack: Stack, world: World) -> None:
    topic = own_topic(world, "ben")

    async def listen() -> Any:  # noqa: ANN401 - JSON
        client = await acreate_client(stack.supabase_url, stack.supabase_publishable_key, options=AsyncClientOptions(schema="api"))
        await client.realtime.set_auth(world.people["ben"].access_token)
        heard: asyncio.Queue[Any] = asyncio.Queue()
        states: list[str] = []
        channel = client.channel(topic, {"config": {"private": True}}).on_broadcast("notification", heard.put_nowait)
        await channel.subscribe(lambda state, _: states.append(state.value))
        assert states == ["SUBSCRIBED"]
        await asyncio.to_thread(broadcast, stack, topic, 7)
        message = await asyncio.wait_for(heard.get(), PATIENCE_SECONDS)
        refused = client.channel(own_topic(world, "eve"), {"config": {"private": True}})
        await refused.subscribe(lambda state, _: states.append(state.value))
        await client.remove_all_channels()
        assert states[1] == "CHANNEL_ERROR"
        return message

    # In a thread of its own: the browser's tests leave this one an event loop that runs.
    with ThreadPoolExecutor() as pool:
        assert pool.submit(asyncio.run, listen()).result()["payload"]["number"] == 7


@pytest.mark.slow
def test_clients_come_back_by_themselves_when_the_api_restarts(stack: Stack, world: World, pages: Any) -> None:  # noqa: ANN401 - a factory
    topic = own_topic(world, "ben")
    page = pages(topic, world.people["ben"].access_token)
    page.subscribed()

    restart(stack, "api")

    page.subscribed(seconds=RESTART_SECONDS)
    broadcast(stack, topic, 2)
    assert page.next("broadcast")["payload"]["number"] == 2


@pytest.mark.slow
def test_sockets_stay_open_while_the_database_restarts(stack: Stack, world: World) -> None:
    """Nothing that was committed is lost to them: the bridge goes on from what it had seen."""
    topic = own_topic(world, "ben")
    with socket_to(stack) as ben:
        ben.join(topic, world.people["ben"].access_token)
        broadcast(stack, topic, 1)
        assert ben.hear().payload["payload"]["number"] == 1

        restart(stack, "postgres")
        broadcast(stack, topic, 2)

        assert ben.hear(seconds=RESTART_SECONDS).payload["payload"]["number"] == 2
        assert ben.ask("phoenix", "heartbeat").payload["status"] == "ok"
