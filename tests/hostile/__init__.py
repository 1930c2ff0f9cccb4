"""Hostile and odd inputs: what strangers feed the program, and what it owes them."""
