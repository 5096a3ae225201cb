"""The commands about people's data, on the running stack: what they print, and how they refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from python_functions.privacy.__main__ import main

from .desk import details

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World


@pytest.mark.req("TS-1", "TS-13")
def test_a_client_is_exported_held_and_erased(world: World, desk: Desk, stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In an admin's name: as a page, refused under a hold and while something is to come, gone after."""
    booking = desk.book(client=details(name="Zoë <b>Quill</b>"), note="Knee & back")
    client_id = world.caller("service").rows("bookings", booking_id=booking["booking_id"])[0]["client_id"]
    organization = world.riverside.organization_id

    def run(name: str, *words: str) -> tuple[int, str]:
        environ = stack.env | {"BOOKFAST_TOKEN": world.people[name].access_token, "EDGE_URL": ""}
        code = main(list(words), environ, password=lambda _ask: "")
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = run("cleo", "export", client_id, "--html", str(tmp_path / "zoe.html"), "--language", "fr")
    page = (tmp_path / "zoe.html").read_text()
    assert (code, "Réservations" in page, "Zoë &lt;b&gt;Quill&lt;/b&gt;" in page, "Knee &amp; back" in page) == (0, True, True, True), said
    assert (tmp_path / "zoe.html").stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    with pytest.raises(SystemExit):
        run("cleo", "retention", organization, "--switch", "on", "--keep", "messages=a year")
    assert "“messages=a year” is not KIND=DAYS" in capsys.readouterr().err
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert json.loads(run("cleo", "export", client_id)[1])["organizations"][0]["client_id"] == client_id
    assert "export" in run("cleo", "disclosures", client_id)[1]
    assert "Zoë" in run("cleo", "breach", organization, "2020-01-01", "2040-01-01")[1]
    assert "messages" in run("cleo", "retention", organization)[1]
    assert run("ada", "export", client_id)[0] == 1
    assert run("cleo", "erase", client_id, "--reason", "Asked")[0] == 2
    sure = ("erase", client_id, "--reason", "Asked", "--confirm", client_id)
    code, said = run("cleo", *sure)
    assert (code, booking["reference"] in said) == (1, True), said
    world.caller("cleo").call("cancel_booking", booking_id=booking["booking_id"])
    assert run("cleo", "hold", client_id, "--reason", "A claim")[0] == 0
    assert "legal hold" in run("cleo", *sure)[1]
    assert run("cleo", "lift", client_id, "--reason", "Settled")[0] == 0
    assert run("cleo", *sure)[0] == 0
    assert "Quill" not in run("cleo", "export", client_id)[1]


def test_who_does_not_sign_in_is_told(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong password is refused; without an address the variable is named."""
    assert main(["export", "x"], stack.env, password=lambda _ask: "") == 2
    assert "BOOKFAST_EMAIL" in capsys.readouterr().err
    assert main(["export", "x"], stack.env | {"BOOKFAST_EMAIL": "nobody@people.example"}, password=lambda _ask: "wrong") == 1
    assert "could not sign in" in capsys.readouterr().err
