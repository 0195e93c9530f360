"""Training the Rasa model, and knowing when that is not needed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
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
    files += [*sorted(_COMPONENTS.glob("*.py")), *sorted(_COMPONENTS.glob("*/SHA256SUMS"))]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def up_to_date(root: Path) -> Path | None:
    """Return the model trained from the data as they are; `None` where there is none."""
    try:
        stamp = json.loads((root / "models" / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    model = root / "models" / stamp.get("model", "")
    return model if stamp.get("fingerprint") == fingerprint(root) and model.is_file() else None


def components(root: Path) -> int:
    """Return how many components training goes through, for a progress bar."""
    config = yamlfile.read(root / "config.yml")
    return len(config.get("pipeline") or ()) + len(config.get("policies") or ())


def train(root: Path, progress: Progress, *, force: bool = False) -> Path:
    """Train a model into `models/` and return its path; `progress` hears the name of each component done.

    Raises:
        TrainingFailedError: Rasa found nothing to train on, or a component failed; the message says which.
    """
    leave_out_tensorflow()
    import rasa.model_training

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
            force_training=force,
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
    stamp = {"fingerprint": fingerprint(root), "model": model.name}
    (root / "models" / _STAMP).write_text(json.dumps(stamp), encoding="utf-8")
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
