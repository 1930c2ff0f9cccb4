"""Every hostile input that is the content of one file, row by row of the catalogue.

Names and kinds of files, streams and arguments are not contents: see the tests of their names.
"""

from . import secret_rows, size_rows, text_rows, yaml_rows

INPUTS = (*yaml_rows.ROWS, *text_rows.ROWS, *size_rows.ROWS, *secret_rows.ROWS)
