"""Figures for whoever watches, in Prometheus' text; no tenant, no person, no address is in any of them."""
