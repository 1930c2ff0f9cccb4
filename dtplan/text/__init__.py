"""Text as officials write it: letters, dates, names, and what must not be shown."""
