"""Checks that no held-out message is a training example, or a sentence that the rules are tested on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot import yamlfile
from bot.check.examples import NLU, examples, plain
from bot.check.problem import Problem
from bot.safety_case.sets import Case, Group

_RULES_TESTS = Path("tests", "safety")
_ANYBODY_SAYS = 3


def problems(root: Path, cases: Iterable[Case]) -> Iterator[Problem]:
    """Yield a problem for each held-out message that stands elsewhere, but for capitals, punctuation and spaces.

    A turn of a conversation may, where it has no more than three words: there is but one way to say "yes, please".

    Raises:
        bot.yamlfile.DataError: a file is not YAML.
    """
    learned = examples(yamlfile.read(root / NLU))
    seen = {plain(example.text): f"{NLU.as_posix()}:{example.line}" for example in learned}
    for path in sorted((root / _RULES_TESTS).glob("*.yml")):
        file = path.relative_to(root).as_posix()
        seen.update((plain(sentence), file) for sentence in _sentences(yamlfile.values(path)))
    for case in cases:
        if case.group is Group.REGRESSION:
            continue
        for turn in case.turns:
            same = plain(turn.text)
            short = case.group is Group.CONVERSATIONS and len(same.split()) <= _ANYBODY_SAYS
            if same in seen and not short:
                yield Problem(
                    case.file, case.line, f"{case.id}: stands in {seen[same]} too; write another message"
                )


def _sentences(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield from node.splitlines()
    elif isinstance(node, dict):
        for value in node.values():
            yield from _sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from _sentences(value)
