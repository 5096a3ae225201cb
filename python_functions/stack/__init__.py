"""The embedded stack: Postgres, Data API, mailbox, edge, worker and web pages on one machine, without Docker."""
