"""Judges one message: what it reports, and how urgent that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.patterns import Match, Searchable
from bot.safety.assessment import Assessment, Finding, Said, Urgency
from bot.safety.languages import Spoken
from bot.safety.rules import Rules, rules
from bot.safety.saying import Reading
from bot.safety.typos import readings
from bot.safety.vitals import measured
from bot.words import Word, words

_LONGEST_WHOLE = 4_000  # characters; a longer text is judged piece by piece
_PIECE, _STEP = 2_000, 1_500
_SLACK = 50  # characters that a piece may start earlier, so as not to start within a word
_KNOWN = (
    250  # characters at a piece's start: what ends in them was judged, in its context, in the piece before
)
_MOST_PIECES = 40  # of a text that needs more, the first and the last are judged; some 60,000 characters


def assess(text: str) -> Assessment:
    """Return the urgency of what `text` reports, and every finding. Never raises for any string."""
    if len(text) <= _LONGEST_WHOLE:
        return _assess(text, rules())
    findings: list[Finding] = []
    for start in _starts(text):
        for finding in _assess(text[start : start + _PIECE + _SLACK], rules()).findings:
            if not start or finding.end > _KNOWN:
                findings.append(replace(finding, start=finding.start + start, end=finding.end + start))
    reported = [finding.urgency for finding in findings if finding.said is Said.REPORT]
    return Assessment(Urgency.highest(*reported), tuple(findings))


def _starts(text: str) -> list[int]:
    """Return where the pieces of a long text start."""
    starts = list(range(0, len(text) - _PIECE + _STEP, _STEP))
    if len(starts) > _MOST_PIECES:
        starts = [*starts[: _MOST_PIECES // 2], *starts[-_MOST_PIECES // 2 :]]
    return [_at_a_word(text, start) for start in starts]


def _at_a_word(text: str, start: int) -> int:
    space = text.rfind(" ", max(0, start - _SLACK), start)
    return space + 1 if space >= 0 else start


def _assess(text: str, by: Rules) -> Assessment:
    spelled, by_ear = readings(words(text))
    english = [*_said_in(spelled, text, by)]
    if by_ear != spelled:
        # What is heard adds to what is read: no mended word may hide an alarm.
        english += _said_in(by_ear, text, by)
    findings = [_translated(spoken, text, by) for spoken in by.languages.find(text)]
    # "Sin convulsiones" holds an English word, but whoever reads only that misses the "sin".
    findings += [its for its in _merged(english) if not any(_same_symptom(its, other) for other in findings)]
    findings += _combined(findings, by)
    findings.sort(key=lambda finding: (finding.start, -finding.urgency.rank, finding.flag))
    reported = [finding.urgency for finding in findings if finding.said is Said.REPORT]
    return Assessment(Urgency.highest(*reported), tuple(findings))


def _said_in(spelled: list[Word], text: str, by: Rules) -> Iterator[Finding]:
    """Yield what the words of a text, as they are meant, say in English."""
    searchable = Searchable(spelled)
    if matches := [*_symptoms(searchable, by), *measured(spelled)]:
        reading = Reading(searchable, by.saying)
        for match in matches:
            yield _finding(match, text, spelled, by, reading)


def _symptoms(searchable: Searchable, by: Rules) -> Iterator[Match]:
    matches = by.patterns.find(searchable)
    unless = [match for match in matches if match.id.startswith("unless ")]
    for match in matches:
        if match.id.startswith("unless "):
            continue
        if not any(
            other.id == f"unless {match.id}" and other.start < match.end and match.start < other.end
            for other in unless
        ):
            yield match


def _finding(match: Match, text: str, spelled: list[Word], by: Rules, reading: Reading) -> Finding:
    flag = by.flag(match.id)
    start, end = spelled[match.start].start, spelled[match.end - 1].end
    said, cue = reading.said(match.start, match.end, flag)
    words = text[spelled[cue[0]].start : spelled[cue[1] - 1].end].strip() if cue else None
    return Finding(match.id, flag.urgency, said, text[start:end], start, end, cue=words)


def _translated(spoken: Spoken, text: str, by: Rules) -> Finding:
    """Return what is said in another language as the finding that it would be in English."""
    flag, said = by.flag(spoken.flag), spoken.said
    if flag.even_asked and said in (Said.HYPOTHETICAL, Said.QUESTION):
        said = Said.REPORT
    words = text[spoken.start : spoken.end]
    return Finding(spoken.flag, flag.urgency, said, words, spoken.start, spoken.end, language=spoken.language)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the clear, or else the longest, of findings that overlap and are the same flag said the same way."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (not f.clear, f.start - f.end, f.start)):
        if not any(other.said is finding.said and _same_symptom(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _same_symptom(one: Finding, other: Finding) -> bool:
    return one.flag == other.flag and one.start < other.end and other.start < one.end


def _combined(findings: list[Finding], by: Rules) -> list[Finding]:
    reported = {finding.flag: finding for finding in findings if finding.said is Said.REPORT}
    found = []
    for combination in by.combinations:
        if all(id_ in reported for id_ in combination.all_of):
            part = reported[combination.all_of[0]]
            doubts = (reported[id_].cue for id_ in combination.all_of)
            cue = next((doubt for doubt in doubts if doubt is not None), None)
            urgency = by.flag(combination.flag).urgency
            found.append(replace(part, flag=combination.flag, urgency=urgency, cue=cue))
    return found
