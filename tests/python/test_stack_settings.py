"""Settings, keys and variables of the embedded stack: what is read, kept and printed."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from python_functions.stack.__main__ import print_addresses
from python_functions.stack.errors import StackError
from python_functions.stack.keys import keys_of
from python_functions.stack.ports import require_free
from python_functions.stack.programs import programs_of
from python_functions.stack.settings import CHECKOUT, PORTS, remember_ports, settings_from
from python_functions.stack.variables import PUBLIC, stack_variables
from seeds import demo
from tests.python.stack_scratch import write_project

if TYPE_CHECKING:
    from pathlib import Path


def test_without_variables_the_stack_lives_in_the_checkout() -> None:
    assert settings_from({}).home == CHECKOUT / ".bookfast"


def test_a_new_stack_listens_on_the_default_ports(tmp_path: Path) -> None:
    assert settings_from({"BOOKFAST_HOME": str(tmp_path)}).ports == {name: default for name, (_, default) in PORTS.items()}


@pytest.mark.parametrize("text", ["http", "0", "80", "70000", "-1"])
def test_a_port_that_is_none_is_refused_by_its_variable(text: str) -> None:
    with pytest.raises(StackError, match=f"BOOKFAST_API_PORT={text} is no port"):
        settings_from({"BOOKFAST_API_PORT": text})


def test_two_services_on_one_port_are_refused_by_both_variables() -> None:
    with pytest.raises(StackError, match="BOOKFAST_API_PORT and BOOKFAST_WEB_PORT"):
        settings_from({"BOOKFAST_API_PORT": "60000", "BOOKFAST_WEB_PORT": "60000"})


def test_keys_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    made = keys_of(tmp_path / "home")
    assert made == keys_of(tmp_path / "home")
    assert stat.S_IMODE((tmp_path / "home" / "keys.json").stat().st_mode) == 0o600
    assert len({*vars(made).values()}) == len(vars(made))


def test_two_stacks_have_nothing_secret_in_common(tmp_path: Path) -> None:
    one, other = keys_of(tmp_path / "one"), keys_of(tmp_path / "other")
    assert not {*vars(one).values()} & {*vars(other).values()}


def test_the_seven_public_variables_come_first(tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    variables = stack_variables(settings, keys_of(settings.home))
    assert PUBLIC == tuple(variables)[: len(PUBLIC)]
    assert all(variables.values())


def test_a_taken_port_is_told_with_its_holder_and_the_variable(tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    api = next(program for program in programs_of(settings, keys_of(settings.home)) if program.name == "api")
    require_free(api, settings)
    with socket.create_server(("127.0.0.1", settings.ports["api"])), pytest.raises(StackError) as refused:
        require_free(api, settings)
    assert f"Port {settings.ports['api']}, wanted by api, is taken" in str(refused.value)
    assert "listens there" in refused.value.why
    assert "BOOKFAST_API_PORT=" in refused.value.remedy


def test_no_setting_of_postgres_makes_a_commit_less_durable(tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    command = " ".join(programs_of(settings, keys_of(settings.home))[0].command)
    assert not [word for word in ("fsync", "synchronous_commit", "full_page_writes") if word in command]


def test_a_stack_remembers_its_ports_until_told_otherwise(tmp_path: Path) -> None:
    home = {"BOOKFAST_HOME": str(tmp_path)}
    remember_ports(settings_from({**home, "BOOKFAST_API_PORT": "60001"}))
    assert settings_from(home).ports["api"] == 60001
    assert settings_from({**home, "BOOKFAST_API_PORT": "60002"}).ports["api"] == 60002


def test_the_stack_has_a_google_of_its_own_unless_the_caller_has_an_application_at_the_real_one(tmp_path: Path) -> None:
    def of(**environ: str) -> tuple[bool, str | None, str]:
        settings = settings_from({"BOOKFAST_HOME": str(tmp_path), **environ})
        keys = keys_of(tmp_path)
        variables = stack_variables(settings, keys)
        runs = "google" in [program.name for program in programs_of(settings, keys)]
        return runs, variables.get("CALENDARS_URL"), variables.get("GOOGLE_API_URL", variables["GOOGLE_CLIENT_ID"])

    assert of() == (True, "http://127.0.0.1:54341", "http://127.0.0.1:54341")
    assert of(BOOKFAST_GOOGLE="0", BOOKFAST_GOOGLE_PORT="60003") == (False, None, "http://127.0.0.1:60003")
    assert of(GOOGLE_CLIENT_ID="ours") == (False, None, "ours")


def test_people_are_told_of_calendars_only_where_the_stack_has_a_google_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    everywhere = {name: f"http://{name}" for name in ("WEB_URL", "MAIL_URL", "SUPABASE_URL", "EDGE_URL")}
    for variables, told in ((everywhere, False), ({**everywhere, "CALENDARS_URL": "http://here:54341"}, True)):
        print_addresses(variables)
        assert ("http://here:54341" in capsys.readouterr().out, "http://here:54341" in demo.sign_ins(variables)) == (told, told)
