"""Demo practices and load-test data."""
