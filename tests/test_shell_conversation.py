"""A whole conversation in `bot shell`, over the real engine."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from unclear import UNCLEAR

from bot.article import load_article
from bot.assistant import Assistant
from bot.engine import Engine
from bot.shell.conversation import Conversation, Turn
from bot.shell.keyboard import piped
from bot.shell.loop import Shell
from bot.shell.plain import PlainScreen

ALARM = "my chest hurts and I cannot breathe"


@pytest.fixture
def talk(assistant: Assistant, engine: Engine, trained_project: Path) -> Callable[..., str]:
    """Type lines into a shell and return what it shows."""

    def typing(*lines: str, debug: bool = False) -> str:
        out = io.StringIO()
        screen = PlainScreen(out, load_article(trained_project))
        shell = Shell(Conversation(assistant, engine), screen, debug=debug)
        asyncio.run(shell.run(piped(f"{line}\n" for line in lines)))
        return out.getvalue()

    return typing


@pytest.fixture
def turns(assistant: Assistant, engine: Engine) -> Callable[..., list[Turn]]:
    """Say messages in one conversation and return its turns."""

    def saying(*texts: str) -> list[Turn]:
        async def conversation() -> list[Turn]:
            said = Conversation(assistant, engine)
            return [await said.say(text) for text in texts]

        return asyncio.run(conversation())

    return saying


def test_every_message_gets_its_reply(talk) -> None:
    first, second = talk("hello", "can it cause an infection?").strip().split("\n\n")
    assert first.startswith("> hello\n")
    assert second.startswith("> can it cause an infection?\n")
    assert "infection" in second.splitlines()[1]


def test_an_alarm_is_marked_and_comes_first(talk) -> None:
    assert talk(ALARM).splitlines()[1].startswith("[EMERGENCY] Call 999 now")


def test_the_number_of_a_button_sends_its_words(talk) -> None:
    offered = talk(UNCLEAR)
    button = next(line.split("] ", 1)[1] for line in offered.splitlines() if line.startswith("  [2] "))
    assert f"> {button}\n" in talk(UNCLEAR, "2")


def test_a_number_is_words_again_after_a_restart(talk) -> None:
    assert talk(UNCLEAR, "/restart", "2").splitlines().count("> 2") == 1


def test_a_restart_begins_a_new_conversation(talk) -> None:
    kept = talk(ALARM, "what are stem cells?", debug=True)
    anew = talk(ALARM, "/restart", "what are stem cells?", debug=True)
    assert kept.count("Open alarm") == 2
    assert anew.count("Open alarm") == 1


def test_debug_can_be_turned_on_and_off(talk) -> None:
    shown = talk("hello", "/debug on", "hello", "/debug off", "hello")
    assert [reply.count("Urgency") for reply in shown.split("> hello")[1:]] == [0, 1, 0]


def test_debug_without_on_or_off_says_what_to_write(talk) -> None:
    assert "/debug on or /debug off" in talk("/debug maybe")


def test_help_lists_the_commands(talk) -> None:
    assert "/save FILE" in talk("/help")


def test_nothing_is_answered_after_quit(talk) -> None:
    assert talk("/quit", "hello") == ""


def test_an_unknown_command_is_not_sent_and_the_shell_goes_on(talk) -> None:
    shown = talk("/greet", "hello")
    assert "there is no command /greet" in shown
    assert [line for line in shown.splitlines() if line.startswith(">")] == ["> hello"]


def test_a_conversation_that_cannot_be_saved_can_be_saved_elsewhere(talk, tmp_path: Path) -> None:
    shown = talk("hello", f"/save {tmp_path}/missing/test_a.yml", f"/save {tmp_path}/test_a.yml")
    assert "Not done: there is no folder" in shown
    assert "utter_smalltalk" in (tmp_path / "test_a.yml").read_text()


def test_saving_over_a_file_must_be_asked_for(talk, tmp_path: Path) -> None:
    file = tmp_path / "test_a.yml"
    file.write_text("mine")
    assert "/save!" in talk("hello", f"/save {file}")
    assert file.read_text() == "mine"
    talk("hello", f"/save! {file}")
    assert "utter_smalltalk" in file.read_text()


def test_a_saved_conversation_starts_at_the_restart(talk, tmp_path: Path) -> None:
    file = tmp_path / "test_a.yml"
    talk(ALARM, "/restart", "hello", f"/save {file}")
    assert "utter_emergency" not in file.read_text()


def test_a_long_conversation_is_saved_from_its_beginning(talk, tmp_path: Path) -> None:
    file = tmp_path / "test_a.yml"
    talk(ALARM, *["what are stem cells?"] * 30, f"/save {file}")
    story = file.read_text()
    assert story.count("intent:") == 31
    assert "utter_emergency" in story


@pytest.mark.filterwarnings("ignore")
def test_a_saved_conversation_passes_as_rasas_conversation_test(
    talk, trained_project: Path, tmp_path: Path
) -> None:
    from rasa.core.agent import Agent
    from rasa.core.test import test as passes
    from rasa.model import get_latest_model

    file = tmp_path / "test_a.yml"
    talk(
        "hello",
        "can it cause an infection?",
        "how long does that last?",
        "does the injection hurt?",
        ALARM,
        "what are stem cells?",
        f"/save {file}",
    )
    agent = Agent.load(get_latest_model(str(trained_project / "models")))
    report = asyncio.run(
        passes(str(file), agent, e2e=True, out_directory=str(tmp_path), disable_plotting=True)
    )
    assert report["report"]["conversation_accuracy"]["correct"] == 1


def test_a_conversation_that_the_patient_had_deleted_cannot_be_saved(talk, tmp_path: Path) -> None:
    shown = talk("hello", "please delete my data", f"/save {tmp_path}/test_a.yml")
    assert "say something first" in shown
    assert not list(tmp_path.iterdir())


def test_a_turn_names_the_responses_that_made_its_reply(turns) -> None:
    (turn,) = turns("can it cause an infection?")
    assert turn.actions == ("utter_infection_risk",)


def test_a_turn_names_the_topic_at_hand(turns) -> None:
    first, second = turns("can it cause an infection?", "thanks")
    assert (first.topic_at_hand, second.topic_at_hand) == ("infection_risk", "infection_risk")
