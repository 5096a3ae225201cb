"""The paths that earlier clients use: each is one verb of the Data API, in the caller's own name (docs/rest.md)."""
