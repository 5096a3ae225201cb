"""Webhooks to others: signed deliveries of what happened, to addresses that anybody may register and nobody may abuse."""
