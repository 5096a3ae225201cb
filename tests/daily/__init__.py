"""A Daily of our own: rooms, meeting tokens and webhooks on this machine, as https://docs.daily.co/reference/rest-api says."""
