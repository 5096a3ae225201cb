"""
A Google of our own: OAuth 2 and Calendar v3 on this machine, as the published discovery document says.

No test may stand in this folder: pytest would call it `google`, and nobody would find Google's own packages any more.
"""
