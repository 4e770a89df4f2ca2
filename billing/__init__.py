"""Storey 1: plans, allowances, money. See README.md."""
