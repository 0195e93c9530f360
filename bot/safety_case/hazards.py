"""The hazard log: what may harm a patient, what is done against it, and which test shows that it is done."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pydantic

from bot import repeats, yamlfile
from bot.check.problem import Problem
from bot.safety_case.risk import HIGHEST_RESIDUAL, Likelihood, Severity, risk

HAZARDS = Path("bot", "safety_case", "hazards.yml")


class _Frozen(pydantic.BaseModel):
    class Config:
        """An unknown key is an error."""

        extra = "forbid"
        frozen = True
        anystr_strip_whitespace = True
        min_anystr_length = 1


class Control(_Frozen):
    """What is done against a hazard: the file that does it and the test (`tests/file.py::test_name`) that shows it."""

    control: str
    file: str
    test: str

    @pydantic.validator("test")
    def _names_file_and_test(cls, test: str) -> str:  # noqa: N805
        file, _, name = test.partition("::")
        if not (file.startswith("tests/") and file.endswith(".py") and name.startswith("test_")):
            raise ValueError(f"{test!r} names no test; write it as tests/test_file.py::test_name")
        return test

    @property
    def test_file(self) -> str:
        """The file of the test."""
        return self.test.partition("::")[0]

    @property
    def test_name(self) -> str:
        """The test's function."""
        return self.test.partition("::")[2]


class Hazard(_Frozen):
    """One hazard, rated before and after its controls; `left_to_the_clinic` is what no control here can do."""

    id: str = pydantic.Field(regex=r"^H\d\d$")
    hazard: str
    causes: tuple[str, ...]
    effect: str
    severity: Severity
    likelihood_before: Likelihood
    controls: tuple[Control, ...]
    left_to_the_clinic: tuple[str, ...] = ()
    likelihood_after: Likelihood
    residual: str

    @pydantic.validator("causes", "controls")
    def _at_least_one(cls, value: tuple[object, ...]) -> tuple[object, ...]:  # noqa: N805
        if not value:
            raise ValueError("is empty; write at least one")
        return value

    @pydantic.validator("likelihood_after")
    def _controls_make_it_no_likelier(cls, after: Likelihood, values: dict[str, Likelihood]) -> Likelihood:  # noqa: N805
        order = list(Likelihood)
        if order.index(after) > order.index(values.get("likelihood_before", after)):
            raise ValueError("is above likelihood_before; controls make a hazard no likelier")
        return after

    @property
    def risk_before(self) -> int:
        """The risk without the controls, 1 to 5."""
        return risk(self.severity, self.likelihood_before)

    @property
    def risk_after(self) -> int:
        """The residual risk, 1 to 5."""
        return risk(self.severity, self.likelihood_after)


class _HazardFile(_Frozen):
    hazards: tuple[Hazard, ...]


def load_hazards(root: Path) -> tuple[Hazard, ...]:
    """Read `bot/safety_case/hazards.yml` in `root`.

    Raises:
        bot.yamlfile.DataError: the file is not valid, or two hazards have one id.
    """
    path = root / HAZARDS
    hazards = yamlfile.load(path, _HazardFile).hazards
    repeats.refuse(path, "hazards", "id")
    return hazards


def problems(root: Path, hazards: tuple[Hazard, ...]) -> Iterator[Problem]:
    """Yield a problem for each control whose file or test is not in `root`, and each risk that is left too high."""
    document = yamlfile.read(root / HAZARDS)
    files = {control.test_file for hazard in hazards for control in hazard.controls}
    tests = {f"{file}::{name}" for file in files for name in _tests_in(root / file)}
    for place, hazard in enumerate(hazards):
        if hazard.risk_after > HIGHEST_RESIDUAL:
            line = yamlfile.line_of(document, ("hazards", place, "likelihood_after"))
            what = f"{hazard.id}: the residual risk is {hazard.risk_after}; control it down to {HIGHEST_RESIDUAL}"
            yield Problem(HAZARDS.as_posix(), line, what)
        for number, control in enumerate(hazard.controls):
            keys = ("hazards", place, "controls", number)
            if not (root / control.file).is_file():
                what = f"{hazard.id}: there is no file {control.file}; name the one that does it"
                yield Problem(HAZARDS.as_posix(), yamlfile.line_of(document, (*keys, "file")), what)
            if control.test not in tests:
                what = f"{hazard.id}: there is no test {control.test}; name one that shows it"
                yield Problem(HAZARDS.as_posix(), yamlfile.line_of(document, (*keys, "test")), what)


def _tests_in(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
