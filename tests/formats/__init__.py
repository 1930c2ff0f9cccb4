"""The formats of a report, each read back by a parser that is not its own."""
