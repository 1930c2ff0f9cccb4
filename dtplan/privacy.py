"""Personal data and secrets in a text: where they are, and the text with them masked."""


def mask(text: str) -> str:
    """`text` with personal data and secrets covered, as long as before."""
    return text
