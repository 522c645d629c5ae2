"""Every command by its name."""

import click

from app.cli import areas, crews, danger, importing, keeping, needing, planning, serving, setup
from app.cli.console import Sentences


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Obkhid: rounds of visits, and the way round danger.

    Commands that act for somebody take --as USER and obey the same rules as the pages. A hub is named by its code.
    """


for group in (setup, serving, areas, importing, needing, crews, planning, danger, keeping):
    for command in group.COMMANDS:
        main.add_command(command)
