"""A Google of our own: OAuth 2 and Calendar v3 on this machine, as the published discovery document says."""
