"""The generated parts of the safety case, in Markdown: figures, risk scales, hazard log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.safety_case.figures import (
    DEFERRAL_RECALL,
    EMERGENCY_RECALL,
    FIGURES,
    NO_FALSE_ALARM,
    NO_FALSE_EMERGENCY,
    Figure,
    Voter,
)
from bot.safety_case.floors import Floor
from bot.safety_case.hazards import Hazard
from bot.safety_case.outcomes import Outcome
from bot.safety_case.risk import LIKELIHOOD_MEANS, RISK_MEANS, SEVERITY_MEANS, Likelihood, Severity, risk
from bot.safety_case.sets import Group

_TITLES = {
    Group.MESSAGES: "Held-out messages",
    Group.CONVERSATIONS: "Held-out conversations, turn by turn",
    Group.REGRESSION: "Regression set",
}
_NOTHING = "–"


def figures(outcomes: Sequence[Outcome], floors: Sequence[Floor]) -> str:
    """Return the tables of figures: each group by voter, each held-out file, each red flag, each way of saying."""
    parts = [_group(group, outcomes, floors) for group in Group]
    held_out = [outcome for outcome in outcomes if outcome.group is not Group.REGRESSION]
    messages = [outcome for outcome in outcomes if outcome.group is Group.MESSAGES]
    parts.append("### Each held-out file\n\n" + _by(held_out, "file", lambda o: o.file, FIGURES))
    recalls, quiet = (EMERGENCY_RECALL, DEFERRAL_RECALL), (NO_FALSE_ALARM, NO_FALSE_EMERGENCY)
    parts.append("### Each red flag\n\n" + _by(messages, "reported", lambda o: o.kind, recalls))
    parts.append(
        "### Each way of reporting nothing\n\n" + _by(messages, "how it is said", lambda o: o.kind, quiet)
    )
    return "\n".join(parts)


def risk_scales() -> str:
    """Return the tables of severity, likelihood, the risk matrix and what each risk rating means."""
    matrix = [
        [likelihood.value, *(str(risk(severity, likelihood)) for severity in Severity)]
        for likelihood in LIKELIHOOD_MEANS
    ]
    return "\n".join(
        [
            _table(["severity", "what it means"], ([s.value, m] for s, m in SEVERITY_MEANS.items())),
            _table(
                ["likelihood", "what it means"], ([level.value, m] for level, m in LIKELIHOOD_MEANS.items())
            ),
            _table(["likelihood / severity", *(severity.value for severity in Severity)], matrix),
            _table(["risk", "what it means"], ([str(rating), m] for rating, m in RISK_MEANS.items())),
        ]
    )


def hazard_log(hazards: Sequence[Hazard]) -> str:
    """Return the hazard log: one table of the ratings, then each hazard with its controls."""
    ratings = (
        [
            hazard.id,
            hazard.hazard,
            hazard.severity.value,
            _rated(hazard.likelihood_before, hazard.risk_before),
            _rated(hazard.likelihood_after, hazard.risk_after),
        ]
        for hazard in hazards
    )
    columns = ["id", "hazard", "severity", "before: likelihood, risk", "after: likelihood, risk"]
    return "\n".join([_table(columns, ratings), *("\n".join(_hazard(hazard)) + "\n" for hazard in hazards)])


def _rated(likelihood: Likelihood, rating: int) -> str:
    return f"{likelihood.value}, **{rating}**"


def _hazard(hazard: Hazard) -> Iterator[str]:
    yield f"#### {hazard.id} {hazard.hazard}\n"
    yield f"- Causes: {'; '.join(hazard.causes)}."
    yield f"- Effect: {hazard.effect}"
    yield "- Controls:"
    for control in hazard.controls:
        shown = f"`{control.test_name}` in `{control.test_file}`"
        yield f"  - {control.control} (`{control.file}`; shown by {shown})"
    for left in hazard.left_to_the_clinic:
        yield f"- Left to the clinic: {left}"
    yield f"- Residual risk: **{hazard.risk_after}**. {hazard.residual}"


def _group(group: Group, outcomes: Sequence[Outcome], floors: Sequence[Floor]) -> str:
    members = [outcome for outcome in outcomes if outcome.group is group]
    least = {floor.figure: f"{floor.at_least:g} %" for floor in floors if floor.group is group}
    rows = [
        [
            f"{figure.title}: {figure.meaning}",
            *(
                _NOTHING if figure.of_reply else _cell(figure, members, v)
                for v in (Voter.RULES, Voter.CLASSIFIER)
            ),
            _cell(figure, members, Voter.BOTH),
            least.get(figure.id, _NOTHING),
        ]
        for figure in FIGURES
        if figure.count(members).n
    ]
    columns = ["figure", "rules alone", "classifier alone", "both: the bot", "floor"]
    return f"### {_TITLES[group]}\n\n" + _table(columns, rows)


def _by(
    outcomes: Sequence[Outcome], name: str, key: Callable[[Outcome], str | None], columns: Sequence[Figure]
) -> str:
    """Return a table with a row for each value of `key` for which one of the figures counts anything."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if value := key(outcome):
            groups.setdefault(value, []).append(outcome)
    rows = (
        [value, *(_cell(figure, groups[value], Voter.BOTH) for figure in columns)]
        for value in sorted(groups)
        if any(figure.count(groups[value]).n for figure in columns)
    )
    return _table([name, *(figure.title for figure in columns)], rows)


def _cell(figure: Figure, outcomes: Iterable[Outcome], voter: Voter) -> str:
    count = figure.count(outcomes, voter)
    return str(count) if count.n else _NOTHING


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
