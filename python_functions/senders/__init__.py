"""Handing a finished message to a mail provider: one seam, `sender.Sender`, and a module for each provider behind it."""
