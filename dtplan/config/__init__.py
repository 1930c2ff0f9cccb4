"""A repository's configuration, `dtplan.toml`."""
