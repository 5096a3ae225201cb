"""The calendar providers, each against a server of its own kind."""
