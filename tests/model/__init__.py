"""Models of Bookfast that share no code with it, and what must be true of its tables whatever happens."""
