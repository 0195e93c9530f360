"""Training the Rasa model, and knowing when that is not needed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from bot import yamlfile
from bot.without_tensorflow import leave_out_tensorflow

_STAMP = "trained.json"
_COMPONENTS = Path(__file__).parent / "nlu"

Progress = Callable[[str], None]


class TrainingFailedError(RuntimeError):
    """Rasa could not train a model from the project's data."""


def fingerprint(root: Path) -> str:
    """Return a hash of all that a model is trained from: configuration, domain, data and the components' code."""
    files = [root / "config.yml", root / "domain.yml", *sorted((root / "data").rglob("*.yml"))]
    return _digest(files) + code()


def code() -> str:
    """Return a hash of the components' code and of the libraries that they learn with.

    Rasa keeps trained components by a hash of their own class alone; where this one changes, it must train all anew.
    """
    files = [*sorted(_COMPONENTS.glob("*.py")), *sorted(_COMPONENTS.glob("*/SHA256SUMS"))]
    libraries = "".join(f"{name} {version(name)}\n" for name in ("rasa", "scikit-learn", "numpy", "scipy"))
    return _digest(files) + hashlib.sha256(libraries.encode()).hexdigest()


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def up_to_date(root: Path) -> Path | None:
    """Return the model trained from the data as they are; `None` where there is none, or a newer one beside it."""
    stamp = _stamp(root)
    models = sorted((root / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    newest = models[-1] if models else None
    if newest is None or newest.name != stamp.get("model"):
        return None
    return newest if stamp.get("fingerprint") == fingerprint(root) else None


def _stamp(root: Path) -> dict[str, str]:
    try:
        stamp = json.loads((root / "models" / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def components(root: Path) -> int:
    """Return how many components training goes through, for a progress bar."""
    config = yamlfile.values(root / "config.yml")
    return len(config.get("pipeline") or ()) + len(config.get("policies") or ())


def train(root: Path, progress: Progress, *, force: bool = False) -> Path:
    """Train a model into `models/` and return its path; `progress` hears the name of each component done.

    Raises:
        TrainingFailedError: Rasa found nothing to train on, or a component failed; the message says which.
    """
    leave_out_tensorflow()
    import rasa.model_training

    # Taken now, so that an edit made during the training makes the model out of date.
    stamp = {"fingerprint": fingerprint(root), "code": code()}
    watcher = _Watcher(progress)
    log = logging.getLogger("rasa.engine.training.hooks")
    previous = log.level
    log.addHandler(watcher)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        result = rasa.model_training.train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data")],
            output=str(root / "models"),
            force_training=force or _stamp(root).get("code") != stamp["code"],
        )
    except Exception as error:
        # Whatever a component raises: the cause is in the data or in config.yml, and a trace helps no curator.
        problem = f"{type(error).__name__}: {error}"
        raise TrainingFailedError(f"{problem}\nRun `bot check` to find what is wrong.") from error
    finally:
        log.removeHandler(watcher)
        log.setLevel(previous)
        log.propagate = True
    if result.code != 0 or result.model is None:
        raise TrainingFailedError("Rasa trained no model; run `bot check` to find out why.")
    model = Path(result.model)
    (root / "models" / _STAMP).write_text(json.dumps({**stamp, "model": model.name}), encoding="utf-8")
    return model


class _Watcher(logging.Handler):
    """Turns the lines that Rasa logs as it trains into progress."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith(("Finished", "Restored")):
            self._progress(message.split("'")[1])
