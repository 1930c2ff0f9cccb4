"""`python -P -m dtplan`: the same program as the `dtplan` command."""

from dtplan.cli import main

main()
