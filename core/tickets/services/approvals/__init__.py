"""Approvals: ask for somebody's word, decide, remind, cancel. See README of core/tickets."""
