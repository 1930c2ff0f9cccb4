"""From the bytes of a file to the document that the rules see."""
