"""`python -m bot` is `wardroom`."""

from bot.cli import main

main()
