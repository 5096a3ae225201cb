"""What an organization owes the people it knows, from a command line: export, erasure, legal holds, retention, who looked, breaches."""
