"""
`python -m python_functions.keys COMMAND`: looking after the keys of `python_functions.envelope`.

new ID: print a fresh master key.  status: which master keys still wrap data keys.  rewrap: wrap every data key by the
current master key.  rotate: give organizations a new data key for what is new.

To change the master key without a pause: put the new one first in ENVELOPE_MASTER_KEYS of every edge, keeping the old one
behind it, and restart them; run rewrap; take the old one away once status names it no more.
"""

import argparse
import os
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from typing import Any

from python_functions.config import Config, ConfigError
from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKeys, place_of, unwrap
from python_functions.envelope.errors import EnvelopeError
from python_functions.envelope.master import KEY_ID, MasterKeys, new_master_key
from python_functions.errors import BookingError

BATCH = 100


def rewrap(api: DataApi, master: MasterKeys) -> int:
    """
    Wrap every data key by the current master key; returns how many were not yet.

    What the keys sealed is not touched, and each key is usable all the while.  Safe to run twice, and at the same time.
    Raises `EnvelopeError` at the first key that cannot be opened; what was done before stays done.
    """
    count = 0
    for found in every_key(api, but=master.current_id):
        place = place_of(found["organization_id"], found["key_id"])
        wrapped = master.wrap(unwrap(master, found), place=place)
        api.rewrap_data_key(
            found["key_id"], from_master_key_id=found["master_key_id"], to_master_key_id=wrapped.master_key_id, wrapped=b64encode(wrapped.blob).decode()
        )
        count += 1
    return count


def rotate(api: DataApi, master: MasterKeys, organizations: list[str]) -> int:
    """Give *organizations*, or all that have a data key, a new one; returns how many."""
    chosen = organizations or sorted({found["organization_id"] for found in every_key(api, but="")})
    keys = DataKeys(api, master)
    for organization_id in chosen:
        keys.replace(organization_id)
    return len(chosen)


def status(api: DataApi) -> dict[str, int]:
    """How many data keys each master key wraps, retired ones too."""
    return dict(Counter(found["master_key_id"] for found in every_key(api, but="")))


def every_key(api: DataApi, *, but: str) -> Iterator[dict[str, Any]]:
    """Every data key that the master key *but* does not wrap, page by page."""
    after = None
    while page := api.data_keys_to_rewrap(but, after=after, batch_size=BATCH):
        yield from page
        after = page[-1]["key_id"]


def _required(master: MasterKeys | None) -> MasterKeys:
    if master is None:
        raise ConfigError("ENVELOPE_MASTER_KEYS is not set: it should be what `python -m python_functions.keys new 2026-11` prints.")
    return master


def main(arguments: list[str]) -> int:
    """Run one command; what a person can mend is told in words, exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m python_functions.keys", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new", help="print a fresh master key").add_argument("id", help="such as 2026-11")
    commands.add_parser("status", help="which master keys still wrap data keys")
    commands.add_parser("rewrap", help="wrap every data key by the current master key")
    commands.add_parser("rotate", help="a new data key for what is new").add_argument("organization_id", nargs="*", help="all, unless named")
    asked = parser.parse_args(arguments)
    if asked.command == "new":
        if not KEY_ID.fullmatch(asked.id):
            parser.error("an id has lower-case letters, digits, dots and dashes, such as 2026-11")
        print(new_master_key(asked.id))
        return 0
    try:
        config = Config.from_env(os.environ)
        master = _required(config.master_keys)
        api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
        match asked.command:
            case "rewrap":
                print(f"{rewrap(api, master)} data keys are wrapped anew, by {master.current_id}.")
            case "rotate":
                print(f"{rotate(api, master, asked.organization_id)} organizations have a new data key.")
        for master_key_id, count in sorted(status(api).items()):
            print(f"{master_key_id}: wraps {count} data keys{' (current)' if master_key_id == master.current_id else ''}")
    except (ConfigError, EnvelopeError, BookingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
