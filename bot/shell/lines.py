"""What a typed line is: a command, a button's number or a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Command(str, Enum):
    """What the shell itself does."""

    RESTART = "/restart"
    DEBUG = "/debug"
    SAVE = "/save"
    SAVE_OVER = "/save!"
    HELP = "/help"
    QUIT = "/quit"


HELP = """\
Type a message as a patient would, and press Enter. To press a button, type its number.

/restart       begin a new conversation
/debug on      show what was understood of each message; /debug off hides it
/save FILE     save the conversation as a Rasa story; /save! FILE overwrites FILE
/help          show this
/quit          leave (or press Ctrl-D)

Arrow keys edit the line and bring back earlier ones, Ctrl-R searches them, Tab completes commands, Ctrl-C clears.
To send a message that starts with a slash, type two: //hello.
What you type is kept in memory only and is gone when you leave, unless you save it with /save."""


@dataclass(frozen=True)
class Order:
    """A command to the shell, and what was typed after it."""

    command: Command
    argument: str = ""


@dataclass(frozen=True)
class Press:
    """A button of the last reply, by its words."""

    button: str


@dataclass(frozen=True)
class Said:
    """A message to the bot."""

    text: str


class NotACommandError(ValueError):
    """A line starts with a slash and is none of the commands."""


def read(line: str, buttons: tuple[str, ...]) -> Order | Press | Said | None:
    """Return what `line` is, given the last reply's `buttons`; `None` for an empty line.

    Raises:
        NotACommandError: it starts with one slash but names no command; the message says what to type instead.
    """
    stripped = line.strip()
    if not stripped:
        return None
    if stripped.startswith("//"):
        return Said(stripped[1:])
    if stripped.startswith("/"):
        return _order(stripped)
    numbered = {str(number): button for number, button in enumerate(buttons, start=1)}
    return Press(numbered[stripped]) if stripped in numbered else Said(line)


def _order(line: str) -> Order:
    name, _, argument = line.partition(" ")
    try:
        return Order(Command(name.lower()), argument.strip())
    except ValueError:
        raise NotACommandError(
            f"there is no command {name}; /help lists them. To send it as a message, type /{name}"
        ) from None
