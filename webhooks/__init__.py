"""Webhooks: what others may tell us, each verified before it is believed."""
