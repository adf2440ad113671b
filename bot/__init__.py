"""Wardroom: a Slack bot with which a hospital runs its answer to a cyber attack."""

__version__ = "0.1.0"
