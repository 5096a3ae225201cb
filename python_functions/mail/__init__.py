"""Mail: from an event of the outbox to a message that a mail server has taken."""
