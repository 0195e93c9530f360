"""What a line typed into `bot shell` is taken as."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.shell.completion import CommandCompleter
from bot.shell.lines import HELP, Command, NotACommandError, Order, Press, Said, read

BUTTONS = ("Pain and soreness", "Risk of infection")


def test_words_are_a_message() -> None:
    assert read("does it hurt?", BUTTONS) == Said("does it hurt?")


def test_the_number_of_a_button_presses_it() -> None:
    assert read(" 2 ", BUTTONS) == Press("Risk of infection")


@pytest.mark.parametrize("number", ["0", "3", "-1", "02", "1.", "9" * 5000])
def test_a_number_that_is_no_button_is_a_message(number: str) -> None:
    assert read(number, BUTTONS) == Said(number)


def test_a_number_is_a_message_where_there_are_no_buttons() -> None:
    assert read("1", ()) == Said("1")


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_an_empty_line_is_nothing(line: str) -> None:
    assert read(line, BUTTONS) is None


@pytest.mark.parametrize("command", list(Command))
def test_every_command_is_read_and_explained(command: Command) -> None:
    assert read(command.value, ()) == Order(command)
    assert command.value in HELP


def test_a_command_keeps_its_argument_as_typed() -> None:
    assert read("/SAVE  My Story.yml ", ()) == Order(Command.SAVE, "My Story.yml")


def test_an_unknown_command_says_how_to_send_it_as_a_message() -> None:
    with pytest.raises(NotACommandError, match=r"/greet.*type //greet"):
        read("/greet", ())


def test_two_slashes_send_a_message_that_starts_with_one() -> None:
    assert read("//restart", ()) == Said("/restart")


def test_help_says_that_what_is_typed_is_not_left_on_disk() -> None:
    assert "kept in memory only" in HELP


@given(st.text(), st.lists(st.text(min_size=1)).map(tuple))
def test_only_a_line_that_starts_with_a_slash_is_refused(line: str, buttons: tuple[str, ...]) -> None:
    if line.strip().startswith("/") and not line.strip().startswith("//"):
        with contextlib.suppress(NotACommandError):
            assert isinstance(read(line, buttons), Order)
    else:
        assert not isinstance(read(line, buttons), Order)


def completions(typed: str) -> list[str]:
    return [found.text for found in CommandCompleter().get_completions(Document(typed), CompleteEvent())]


def test_tab_completes_a_command() -> None:
    assert completions("/res") == ["/restart"]


def test_tab_completes_what_debug_may_be_set_to() -> None:
    assert completions("/debug o") == ["on", "off"]


def test_tab_completes_file_names_for_save(tmp_path) -> None:
    (tmp_path / "test_pain.yml").touch()
    assert completions(f"/save {tmp_path}/test_p") == ["ain.yml"]


def test_tab_completes_nothing_in_a_message() -> None:
    assert completions("res") == []
