"""`bot check --safety`: measure the safety figures, and check that the safety case holds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from bot import training
from bot.assistant import Assistant
from bot.commands.check import told
from bot.engine import ModelNotReadyError
from bot.responses import load_responses
from bot.safety_case import document, floors, hazards, leaks, tables
from bot.safety_case.figures import FIGURES
from bot.safety_case.outcomes import Outcome, ask
from bot.safety_case.sets import Case, Group, load_cases
from bot.service import running

_PATIENCE = 300.0


def run(root: Path, *, write: bool, console: Console) -> int:
    """Measure the safety figures and print them, then each problem; return how many there are.

    A problem is a figure below its floor, a part of `docs/safety-case.md` that is stale (`write` writes it anew
    instead), a control of the hazard log that is not there, a held-out message that is not held out.

    Raises:
        bot.yamlfile.DataError: a file of the safety case is missing or wrong.
        bot.engine.ModelNotReadyError: there is no model of the data as they are.
    """
    cases, least, log = load_cases(root), floors.load_floors(root), hazards.load_hazards(root)
    if training.up_to_date(root) is None:
        raise ModelNotReadyError(
            "The model is not of the data as they are; run `bot train`, then check again."
        )
    outcomes = asyncio.run(_outcomes(root, cases, console))
    _show(outcomes, console)
    parts = {
        "figures": tables.figures(outcomes, least),
        "risk scales": tables.risk_scales(),
        "hazards": tables.hazard_log(log),
    }
    problems = [
        *leaks.problems(root, cases),
        *hazards.problems(root, log),
        *floors.below(root, least, outcomes),
    ]
    if write:
        document.write(root, parts)
        console.print(f"Written: {document.DOCUMENT}", highlight=False)
    else:
        problems += document.stale(root, parts)
    return told(problems, console)


async def _outcomes(root: Path, cases: Sequence[Case], console: Console) -> list[Outcome]:
    outcomes: list[Outcome] = []
    async with running(root) as service:
        responses = load_responses(root, service.settings)
        # More patience than a patient has: a busy machine must not change what is measured.
        assistant = Assistant(service.engine, service.settings, responses, patience=_PATIENCE)
        with console.status("Asking") as status:
            async for outcome in ask(assistant, service.settings, cases):
                outcomes.append(outcome)
                status.update(f"Asking: {len(outcomes)} messages answered")
    return outcomes


def _show(outcomes: Sequence[Outcome], console: Console) -> None:
    for group in Group:
        members = [outcome for outcome in outcomes if outcome.group is group]
        for figure in FIGURES:
            if (count := figure.count(members)).n:
                console.print(f"{group.value}: {figure.title}: {count}", highlight=False, soft_wrap=True)
                for file, ids in _by_file(figure.missed(members)):
                    console.print(f"  not: {file} {ids}", markup=False, highlight=False, soft_wrap=True)


def _by_file(outcomes: Iterable[Outcome]) -> Iterable[tuple[str, str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        ids[outcome.file].append(outcome.id)
    return ((file, " | ".join(dict.fromkeys(named))) for file, named in ids.items())
