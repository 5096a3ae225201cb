"""Whether a hosted project may hold people's data: what `make check-deploy` looks at."""
