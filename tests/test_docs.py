"""The documents are true: their commands run, and what they name is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa
import typer.main
from test_server import Server, start

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

TEST_MESSAGES = (
    "twilio +447700900123",
    "whatsapp 447700900123",
    "facebook 6543210987654321",
    "instagram 6543210987654321",
    "telegram 123456789",
    "slack U012AB3CD",
    "teams a:1conversation",
    "googlechat spaces/AAAA",
    "mailgun you@example.org",
    "sendgrid you@example.org",
    "callback 4f1c9a",
)

RUN_ELSEWHERE = {
    **{
        f".venv/bin/bot channels test {message}": (
            "tests/channels/test_channels_command.py::test_a_test_message_reaches_the_platform"
        )
        for message in TEST_MESSAGES
    },
    "make run": "tests/test_setup.py::test_make_run_serves_on_the_port_it_is_given",
    "make test": "tests/test_setup.py::test_make_test_ends_with_pytest_whose_closing_line_is_then_the_last",
    "make install": "tests/test_setup.py::test_make_alone_lists_every_target",
    "make check": "tests/test_setup.py::test_make_alone_lists_every_target",
    ".venv/bin/bot serve --port 5005 --database var/conversations.db": (
        "tests/test_server.py::test_a_question_is_answered_over_rest"
    ),
    ".venv/bin/bot check": "tests/test_rasa_commands.py::test_rasa_data_validate_finds_nothing_to_fail_on",
    ".venv/bin/bot check --safety": (
        "tests/safety_case/test_check_safety.py::test_stale_figures_are_a_problem"
    ),
    ".venv/bin/bot check --safety --write": (
        "tests/safety_case/test_check_safety.py::test_stale_figures_are_a_problem"
    ),
    ".venv/bin/bot evaluate": (
        "tests/evaluation/test_evaluate_command.py::test_the_figures_of_a_file_are_printed"
    ),
    ".venv/bin/bot report --unsure --write to_label.yml": (
        "tests/curation/test_unsure_messages.py::test_the_command_writes_a_file_to_label_without_the_sender"
    ),
    ".venv/bin/bot learn to_label.yml": (
        "tests/curation/test_learning_from_labels.py::test_the_command_says_how_many_it_added_and_what_to_do_next"
    ),
    ".venv/bin/rasa data validate --fail-on-warnings": (
        "tests/test_rasa_commands.py::test_rasa_data_validate_finds_nothing_to_fail_on"
    ),
    ".venv/bin/rasa test core --stories tests/conversations --fail-on-prediction-errors": (
        "tests/test_rasa_commands.py::test_rasa_test_core_passes_on_the_conversation_tests"
    ),
}
"""Commands that take long or install something, each with the test that stands for it."""

LEFT_OUT = ("scripts", "Makefile", ".*", "var", "models", "results", "build", "__pycache__", "*.egg-info")
"""What the copy that commands run in lacks; without make, nothing can be installed there."""

MADE_LATER = (".venv/", ".tools/", "models/", "results/", "var/")
OF_OTHER_PROGRAMS = {
    *("HTTPS_PROXY", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL"),
    *("UV_CACHE_DIR", "UV_OFFLINE", "UV_PYTHON_INSTALL_MIRROR"),
}
"""Environment variables that pip, uv and their libraries read."""


def fenced(document: Path, language: str) -> str:
    blocks = re.findall(
        rf"^```{language}\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return "".join(blocks)


def commands() -> list[str]:
    """Return the lines of all `sh` blocks, each once."""
    lines = (line.strip() for document in DOCUMENTS for line in fenced(document, "sh").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def quoted(document: Path) -> list[str]:
    """Return what stands in backticks in the document's prose."""
    prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)


def all_quoted() -> list[tuple[str, str]]:
    pairs = ((document.name, text) for document in DOCUMENTS for text in quoted(document))
    return list(dict.fromkeys(pairs))


TO_RUN = [command for command in commands() if command not in RUN_ELSEWHERE]


@pytest.fixture(scope="module")
def checkout(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, so that what the commands write is not written there."""
    copy = tmp_path_factory.mktemp("docs") / "checkout"
    shutil.copytree(trained_project, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for name in (".venv", "models"):
        (copy / name).symlink_to(trained_project / name)
    return copy


@pytest.fixture(scope="module")
def server(checkout: Path) -> Iterator[Server]:
    """The bot that the documents' requests are sent to."""
    server = start(checkout, checkout / "var" / "conversations.db")
    server.wait_until_ready()
    yield server
    server.end()


def test_the_documents_hold_commands() -> None:
    assert len(TO_RUN) > 5


@pytest.mark.parametrize("command", TO_RUN)
def test_a_documented_command_runs(checkout: Path, server: Server, command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", command.replace("localhost:5005", f"localhost:{server.port}")],
        cwd=checkout,
        env={**os.environ, "PATH": f"{checkout}/.venv/bin:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if command.startswith("curl"):
        assert '"text":' in done.stdout or '"token":' in done.stdout or done.stdout == '{"status":"ready"}'


def test_the_example_of_a_reply_is_what_the_bot_says(server: Server) -> None:
    text = (ROOT / "docs" / "integrator.md").read_text(encoding="utf-8")
    (asked,) = re.findall(r'"message": "([^"]+)"}\'$', text, re.MULTILINE)
    shown = re.findall(r'"text": "([^"]+)"$', text, re.MULTILINE)
    said = server.say(asked, "example")
    assert len(shown) == len(said) > 1
    assert all(
        reply.startswith(start.removesuffix("...").strip()) for reply, start in zip(said, shown, strict=True)
    )


@pytest.mark.parametrize(("command", "test"), RUN_ELSEWHERE.items())
def test_a_command_that_is_run_elsewhere_is_documented_and_has_its_test(command: str, test: str) -> None:
    file, name = test.split("::")
    assert command in commands()
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_document_is_linked_from_the_readme() -> None:
    def is_linked(path: Path) -> bool:
        """A page in a folder of its own may be linked from that folder's README instead."""
        folder = path.parent / "README.md"
        from_folder = folder.is_file() and f"({path.name})" in folder.read_text(encoding="utf-8")
        return f"{path.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8") or from_folder

    assert [str(path) for path in DOCUMENTS[1:] if not is_linked(path)] == []


def looks_like_a_path(text: str) -> bool:
    top = {path.name for path in ROOT.iterdir() if path.is_dir()}
    return not re.search(r"[\s{<]", text) and (
        text.split("/")[0] in top if "/" in text else re.search(r"\w\.(yml|toml|md)$", text) is not None
    )


@pytest.mark.parametrize(("document", "path"), [pair for pair in all_quoted() if looks_like_a_path(pair[1])])
def test_a_path_that_is_named_exists(document: str, path: str) -> None:
    if path.startswith(MADE_LATER):
        return
    assert list(ROOT.glob(path.replace("PLATFORM", "*").rstrip("/"))), f"{document}: {path}"


def bots_options() -> dict[str, set[str]]:
    """Return each sub-command of `bot` with its options."""
    group = typer.main.get_command(app)
    common = {name for parameter in group.params for name in parameter.opts}
    return {
        name: common | {option for parameter in command.params for option in parameter.opts}
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


def rasas_options() -> set[str]:
    folder = Path(rasa.__file__).parent / "cli"
    return {
        option for file in folder.rglob("*.py") for option in re.findall(r'"(--[a-z-]+)"', file.read_text())
    }


def test_every_option_that_is_named_is_one_of_bot_or_of_rasa() -> None:
    known = rasas_options().union(*bots_options().values())
    lines = [*commands(), *(text for _, text in all_quoted())]
    named = {option for line in lines for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", line)}
    assert "--database" in named
    assert named - known == set()


@pytest.mark.parametrize(
    "line",
    [
        line
        for line in [*commands(), *(text for _, text in all_quoted())]
        if re.match(r"(\.venv/bin/)?bot ", line)
    ],
)
def test_every_sub_command_of_bot_that_is_named_exists_with_its_options(line: str) -> None:
    words = line.split()[1:]
    options = bots_options()
    command = next(word for word in words if not word.startswith("-"))
    assert command in options
    named = {word for word in words if word.startswith("--")}
    assert named <= options[command] | {"--verbose"}


def environment_variables() -> set[str]:
    lines = [*(text for _, text in all_quoted()), *commands()]
    return {
        name for line in lines for name in re.findall(r"^[A-Z]+(?:_[A-Z]+)*(?==|$)", line) if len(name) > 3
    }


def test_every_environment_variable_that_is_named_is_read() -> None:
    code = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "scripts").iterdir(), ROOT / "Makefile"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in code)
    settings = {f"CLINIC_{name.upper()}" for name in Settings.__fields__ if name != "deferrals"}
    named = environment_variables()
    unknown = named - settings - OF_OTHER_PROGRAMS
    assert "CLINIC_PHONE" in named
    assert {name for name in unknown if not re.search(rf"\b{name}\b", text)} == set()


def test_the_operator_is_told_every_setting_and_variable() -> None:
    told = set(quoted(ROOT / "docs" / "operator.md"))
    group = typer.main.get_command(app)
    serve = group.commands["serve"]  # type: ignore[attr-defined]
    variables = {str(parameter.envvar) for parameter in serve.params if parameter.envvar}
    settings = {name for name in Settings.__fields__ if name != "deferrals"}
    wanted = variables | settings | {f"CLINIC_{name.upper()}" for name in settings}
    assert wanted - told == set()


def test_every_make_target_that_is_named_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    lines = [*commands(), *(text for _, text in all_quoted())]
    named = {target for line in lines for target in re.findall(r"(?:^|\s)make ([a-z]+)", line)}
    assert "run" in named
    assert named <= set(targets)
