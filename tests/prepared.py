"""
Database clusters with the ledger in them, made once for each version of it and kept in `.bookfast/prepared`: a test's server begins as a copy.

To make a cluster and to apply the ledger takes seconds, to copy it a fraction of one; and each process of pytest-xdist needs three.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import secrets
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from python_functions.stack.binaries import embedded_bin, hand_over, run_program, system_user
from python_functions.stack.cluster import Cluster, free_port, served
from python_functions.stack.database import GLUE, apply_ledger, glue
from python_functions.stack.settings import CHECKOUT, settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = CHECKOUT / ".bookfast" / "prepared"
# What decides how the databases come out: the ledger, what stands below it, and what makes them.
MADE_OF = [CHECKOUT / "supabase" / "migrations", GLUE, CHECKOUT / "package-lock.json", CHECKOUT / "python_functions" / "stack", Path(__file__)]
# Whoever kills a server loses nothing of what it has written; only a machine without power would.
HASTY = "\nfsync = off\nfull_page_writes = off\n"


def begin_home(home: Path) -> None:
    """Let the stack in *home*, which is not there yet, begin with a prepared cluster: its database `postgres` has the ledger."""
    home.mkdir(parents=True)
    with _prepared(embedded_bin()) as prepared:
        shutil.copy2(prepared / "keys.json", home / "keys.json")
        _unpack(prepared, home / "postgres")


@contextmanager
def prepared_cluster(*, bin_folder: Path | None = None) -> Iterator[Cluster]:
    """A server for one task; its database `ledger` has the ledger and nobody in it, to be copied from.  Nothing is left afterwards."""
    bin_folder = bin_folder or embedded_bin()
    with tempfile.TemporaryDirectory(prefix="bookfast-", ignore_cleanup_errors=True) as folder:
        with _prepared(bin_folder) as prepared:
            password = json.loads((prepared / "keys.json").read_text())["postgres_password"]
            cluster = Cluster(data=Path(folder) / "data", port=free_port(), password=password, bin=bin_folder)
            _unpack(prepared, cluster.data)
        with served(cluster, log=Path(folder) / "log"):
            yield cluster


def copy_of_the_ledger(cluster: Cluster, name: str, *, template: str = "ledger") -> str:
    """Make the database *name* on a prepared *cluster*, a copy of *template*; return its address."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        statement = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return cluster.url(name)


@contextmanager
def _prepared(bin_folder: Path) -> Iterator[Path]:
    """The folder with a packed data folder and its passwords, as a stack's home has them; made at the first call, while other processes wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    home = FOLDER / _version(bin_folder)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            lane = home.name.split("-", maxsplit=1)[0]
            for older in FOLDER.glob(f"{lane}-*"):
                shutil.rmtree(older)
            draft = FOLDER / f"{home.name}.draft"
            _make(draft, bin_folder)
            draft.rename(home)
        yield home


def _version(bin_folder: Path) -> str:
    server = subprocess.run([bin_folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    digest = hashlib.sha256(server.encode())
    for path in MADE_OF:
        for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.suffix in {".sql", ".mjs", ".py"}):
            digest.update(f"{file.relative_to(CHECKOUT)}\n".encode() + file.read_bytes())
    return f"{server.split()[2].split('.')[0]}-{digest.hexdigest()[:16]}"


def _make(home: Path, bin_folder: Path) -> None:
    keys = {"postgres_password": secrets.token_hex(16), "authenticator_password": secrets.token_hex(16)}
    cluster = Cluster(data=home / "postgres", port=free_port(), password=keys["postgres_password"], bin=bin_folder)
    cluster.create()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write(HASTY)
    with served(cluster, log=home / "log"):
        glue(cluster.url(), bin_folder=bin_folder)
        apply_ledger(cluster.url(), settings_from({}))
        with psycopg.connect(cluster.url("template1"), autocommit=True) as connection:
            connection.execute(sql.SQL("alter role authenticator password {}").format(sql.Literal(keys["authenticator_password"])))
            connection.execute("create database ledger template postgres")
    # One file is read in a moment, unlike thousands.
    run_program(["tar", "-cf", home / "postgres.tar", "-C", cluster.data, "."], doing="pack the prepared cluster")
    shutil.rmtree(cluster.data)
    (home / "keys.json").write_text(json.dumps(keys))
    (home / "keys.json").chmod(0o600)


def _unpack(prepared: Path, data: Path) -> None:
    hand_over(data, system_user())
    run_program(["tar", "-xpf", prepared / "postgres.tar", "-C", data], doing="unpack a prepared cluster")
