"""Family of rules."""
