"""`python -m corale` is `corale`."""

from corale.cli import main

main()
