"""What tests share: the project with a trained model, and the real engine that answers with it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, start
from web_site import Site, project_for, running_site

from bot import training
from bot.assistant import Assistant
from bot.engine import Engine
from bot.logs import configure_logging
from bot.responses import load_responses
from bot.settings import Settings, load_settings
from bot.without_tensorflow import leave_out_tensorflow

leave_out_tensorflow()  # before a test module imports Rasa

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _as_the_command_does() -> None:
    os.chdir(ROOT)
    configure_logging()


@pytest.fixture(scope="session")
def trained_project() -> Path:
    """The project's root, with a model trained from its data as they are."""
    if training.up_to_date(ROOT) is None:
        training.train(ROOT, lambda _: None)
    return ROOT


@pytest.fixture(scope="session")
def engine(trained_project: Path) -> Iterator[Engine]:
    """The real engine with the trained model; its conversations are in memory."""
    engine = Engine(trained_project)
    asyncio.run(engine.start())
    yield engine
    asyncio.run(engine.stop())


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The clinic's settings as shipped."""
    return load_settings(ROOT, environment={})


@pytest.fixture
def assistant(engine: Engine, settings: Settings) -> Assistant:
    """The whole assistant over the real engine."""
    return Assistant(engine, settings, load_responses(ROOT, settings))


@pytest.fixture(scope="session")
def server(trained_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running `bot serve`, shared by the tests that leave it as it is."""
    server = start(trained_project, tmp_path_factory.mktemp("server") / "c.db")
    server.wait_until_ready()
    yield server
    server.end()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A clinic's site, on another origin than the bot."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="session")
def web(trained_project: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running `bot serve` whose website's channel may be called from the pages of `site`."""
    folder = tmp_path_factory.mktemp("web")
    server = start(project_for(trained_project, folder, site.origin), folder / "c.db")
    server.wait_until_ready()
    yield server
    server.end()
