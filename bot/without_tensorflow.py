"""Importing Rasa without TensorFlow, which takes half of its start and memory and is never used here."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn

_PACKAGES = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})


class _InertMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Inert

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # Rasa decorates methods at import, `@tf.function(...)`; everything else must not be called.
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]
        if cls is not _Inert:
            _refuse()
        return _Inert

    def __or__(cls, other: Any) -> Any:
        return Any

    __ror__ = __or__


class _Inert(metaclass=_InertMeta):
    """Stands for whatever TensorFlow would have exported: can be named, subclassed and used as a decorator."""

    def __class_getitem__(cls, _: Any) -> Any:
        return cls


class _InertModule(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _Inert


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] in _PACKAGES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def _refuse() -> NoReturn:
    raise RuntimeError(
        "TensorFlow is left out of `bot`; a component in config.yml needs it. Remove that component, or use `rasa`."
    )


def leave_out_tensorflow() -> None:
    """Have `import tensorflow` give an inert module from now on; does nothing where the real one is loaded."""
    if "tensorflow" in sys.modules or any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _Finder())
