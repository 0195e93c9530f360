"""The `bot` command: what each sub-command takes; the work is in `bot.commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import curating, talking

app = typer.Typer(
    name="bot",
    help="Answers patients' questions about stem cell therapy's side effects and defers what is serious.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _set_up(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log what the bot does (never what is said).")
    ] = False,
) -> None:
    import logging

    from bot.logs import configure_logging

    configure_logging(logging.INFO if verbose else logging.WARNING)


for command in (
    talking.ask,
    talking.shell,
    talking.serve,
    curating.train,
    curating.report,
    curating.learn,
    curating.evaluate,
    curating.check,
):
    app.command()(command)
app.add_typer(talking.channels_app)
