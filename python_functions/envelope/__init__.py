"""Envelope encryption: data keys of organizations, wrapped by master keys that the database never sees."""
