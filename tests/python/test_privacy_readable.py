"""An export as a page: what hangs together is told as such, and what somebody wrote is never markup."""

from python_functions.privacy.readable import page


def test_a_list_of_things_is_told_thing_by_thing() -> None:
    """TS-1: the changes of a series that a mail spoke of are read by people, not by programs."""
    mail = {"topic": "series.changed", "data": {"changes": [{"starts_at": "2027-01-05", "note": "<b>"}], "codes": ["A1", "A2"]}}
    export = {"exported_at": "2027-01-04", "organizations": [{"organization": {"name": "River"}, "data": {"outbox_events": [mail]}}]}

    said = page(export)

    assert "<dd><dl><dt>starts at</dt><dd>2027-01-05</dd><dt>note</dt><dd>&lt;b&gt;</dd></dl></dd>" in said
    assert "<dd>A1, A2</dd>" in said
