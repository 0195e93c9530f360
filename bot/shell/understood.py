"""What was understood of a message, as labelled lines that any screen can lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.article import Article
from bot.replies import Reply
from bot.safety import Finding, Said, rules
from bot.shell.conversation import Turn

_RUNNERS_UP = 3
_LEAST_SCORE = 0.005  # what would not be shown as 0.00


@dataclass(frozen=True)
class Row:
    """A labelled part of what was understood; `marked` lines are the ones that raised an alarm."""

    label: str
    lines: tuple[str, ...]
    marked: bool = False


def rows(turn: Turn, article: Article) -> tuple[Row, ...]:
    """Return what the turn's message was understood as, in the order in which a tester looks for it."""
    return tuple(row for row in _rows(turn, article) if row.lines)


def why(reply: Reply) -> tuple[Row, ...]:
    """Return why a reply has its urgency: the voters' levels, the classifier's doubts, what was found and how said."""
    return tuple(row for row in _why(reply) if row.lines)


def printable(text: str) -> str:
    """Return the text on one line, without characters that a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _rows(turn: Turn, article: Article) -> Iterator[Row]:
    reply = turn.reply
    yield Row("Topic", _topic(reply))
    yield from _reading(reply)
    yield Row("Aspect", (reply.aspect or "none (in general)",))
    yield from _why(reply)
    yield Row("Sources", _sources(reply, article) or ("none",))
    yield Row("Offered", _listed(reply.options))
    yield Row("Said by", _listed(turn.actions) or ("the assistant, without Rasa",))
    yield Row("At hand", (turn.topic_at_hand,) if turn.topic_at_hand else ())
    yield Row("Open alarm", (turn.open_alarm.upper(),) if turn.open_alarm else (), marked=True)


def _why(reply: Reply) -> Iterator[Row]:
    yield Row("Urgency", (f"{_level(reply)} ({_votes(reply)})",), marked=reply.urgency.is_alarm)
    yield Row("Classifier", _probabilities(reply))
    flags = [finding for finding in reply.assessment.findings if finding.urgency.is_alarm]
    mild = [finding for finding in reply.assessment.findings if not finding.urgency.is_alarm]
    yield Row("Red flags", _findings(flags) or ("none",), marked=any(map(_counts, flags)))
    yield Row("Mild signs", _findings(mild))
    yield Row("Guard", ("put the deferral first, not Rasa",) if reply.guarded else ())
    yield Row("Failed", _listed(reply.faults), marked=True)


def _topic(reply: Reply) -> tuple[str, ...]:
    if reply.topic is None:
        return ("none: it asks which is meant" if reply.options else "none",)
    read_as = reply.ranking[0][0] if reply.ranking else None
    return (f"{reply.topic} {reply.confidence:.2f}" if reply.topic == read_as else reply.topic,)


def _reading(reply: Reply) -> Iterator[Row]:
    if not reply.ranking:
        yield Row("Read as", ("nothing: it was not classified",))
        return
    (first, likeliest), *others = reply.ranking
    if first != reply.topic:
        yield Row("Read as", (f"{first} {likeliest:.2f}",))
    worth_naming = [(name, score) for name, score in others[:_RUNNERS_UP] if score >= _LEAST_SCORE]
    yield Row("Runners-up", _listed(f"{name} {score:.2f}" for name, score in worth_naming))


def _level(reply: Reply) -> str:
    return reply.urgency.value.upper() if reply.urgency.is_alarm else reply.urgency.value


def _votes(reply: Reply) -> str:
    by_rules = f"rules {reply.assessment.urgency.value}"
    by_classifier = (reply.votes or {}).get("classifier")
    return f"{by_rules}, classifier {by_classifier}" if by_classifier else by_rules


def _probabilities(reply: Reply) -> tuple[str, ...]:
    likeliest_first = sorted(
        ((reply.votes or {}).get("probabilities") or {}).items(), key=lambda vote: -vote[1]
    )
    return _listed(f"{level} {share:.2f}" for level, share in likeliest_first)


def _listed(parts: Iterable[str]) -> tuple[str, ...]:
    listed = ", ".join(parts)
    return (listed,) if listed else ()


def _findings(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(map(_finding, findings))


def _finding(finding: Finding) -> str:
    said = f"{finding.said.value}, in doubt" if _counts(finding) and finding.cue else finding.said.value
    said = f"{said} (“{printable(finding.cue)}”)" if finding.cue else said
    language = f", in {rules().languages.names[finding.language]}" if finding.language else ""
    found = f"“{printable(finding.words)}”: {finding.flag}, {finding.urgency.value}{language} - {said}"
    return found if _counts(finding) else f"{found}, does not count"


def _counts(finding: Finding) -> bool:
    return finding.said is Said.REPORT


def _sources(reply: Reply, article: Article) -> tuple[str, ...]:
    headings = {passage.id: passage.heading for passage in article.passages}
    return tuple(f"{source}: {headings.get(source, 'not in the article')}" for source in reply.sources)
