"""`python -m bot`."""

from bot.cli import imports

with imports.kept():
    from bot.cli.main import main

main()
