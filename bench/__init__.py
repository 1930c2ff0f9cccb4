"""Measures whole commands against each other; see `python -m bench --help`."""
