"""Doors of advice: triage of a ticket, its suggested reply, policies."""
