"""The edge: carries what the database decided to the world outside, and nothing more."""
