"""A real CalDAV server (Radicale) for tests, and what is tried on it."""
