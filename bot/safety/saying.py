"""How a symptom is said: the cues around it decide whether it is a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bot.patterns import Match, Searchable
from bot.safety.assessment import Said, Urgency
from bot.safety.rules import Cue, Flag, SayingRules
from bot.words import BOUNDARIES, SENTENCE_ENDS

_LIST_MARKS = frozenset(["or", "nor", "anything", "either", "etc", "any"])
_RESTARTS = frozenset(
    [
        "i",
        "my",
        "he",
        "she",
        "it",
        "his",
        "her",
        "we",
        "they",
        "is",
        "am",
        "are",
        "has",
        "have",
        "was",
        "there",
    ]
)
_LONGEST_LIST_ITEM = 4
_LONGEST_DENIAL = 9
_NEXT_SENTENCE_REACH = 14
_SHORT_QUESTION = 4
# The first of these that holds is how the symptom is said.
_ORDER = (
    Said.IDIOM,
    Said.FICTION,
    Said.DENIED,
    Said.HYPOTHETICAL,
    Said.QUESTION,
    Said.PAST,
    Said.RESOLVED,
)


@dataclass(frozen=True)
class _Found:
    cue: Cue
    start: int
    end: int


class Saying(NamedTuple):
    """How a symptom is said, and the words (first, and one past the last) that decided it, or that doubt a report."""

    said: Said
    cue: tuple[int, int] | None = None


class Reading:
    """The cues of one text."""

    def __init__(self, text: Searchable, rules: SayingRules) -> None:
        self._words = [word.norm for word in text.words]
        self._sentence = self._number_sentences()
        by_id: dict[str, list[Match]] = defaultdict(list)
        for match in rules.patterns.find(text):
            by_id[match.id].append(match)
        self._cues: dict[Said, list[_Found]] = defaultdict(list)
        for place, cue in enumerate(rules.cues):
            for match in _outside(by_id[f"cue {place}"], by_id[f"unless {place}"]):
                self._cues[cue.said].append(_Found(cue, match.start, match.end))
        self._stops = {said: by_id[f"stop {said.value}"] for said in Said}
        self._evidence = _outside(by_id["evidence"], by_id["not_evidence"])
        self._evidence_after = _outside(by_id["evidence_after"], by_id["not_evidence"])
        self._general = by_id["general"]
        self._doubts = _outside(by_id["doubt"], by_id["not_doubt"])
        self._reasserts = by_id["reasserts"]
        resolved = [Match("", found.start, found.end) for found in self._cues[Said.RESOLVED]]
        self._still_now = _outside(by_id["still_now"], resolved)
        self._back_again = _outside(by_id["back_again"], resolved)
        self._was_earlier = bool(by_id["earlier"] or self._cues[Said.PAST])

    def said(self, start: int, end: int, flag: Flag) -> Saying:
        """Return how the symptom at words `start` to `end` is said."""
        for said in _ORDER:
            if flag.even_asked and said in (Said.HYPOTHETICAL, Said.QUESTION):
                continue
            for found in self._cues[said]:
                if self._holds(found, start, end, flag):
                    return Saying(said, (found.start, found.end))
        if not flag.even_asked and self._is_asked(start, end, flag):
            return Saying(Said.QUESTION, self._mark(end))
        return Saying(Said.REPORT, self._doubt(start, end))

    def _holds(self, found: _Found, start: int, end: int, flag: Flag) -> bool:
        if not self._reaches(found, start, end):
            return False
        if found.cue.evidence and (self._reasserts or self._has_evidence(found, start, end)):
            return False
        if found.cue.said is Said.PAST:
            return not self._is_still_now(start, end)
        if found.cue.said is Said.RESOLVED:
            over = flag.urgency is not Urgency.EMERGENCY or self._was_earlier
            return over and not any(found.start <= match.start for match in self._back_again)
        return True

    def _reaches(self, found: _Found, start: int, end: int) -> bool:
        reach = found.cue.reach
        if reach == "message":
            return True
        if reach == "here":
            return found.start < end and start < found.end
        if reach == "sentence":
            first, last = (found.end, start) if found.end <= start else (end, found.start)
            return self._same_sentence(found.start, start) and not self._stopped(found.cue.said, first, last)
        if reach == "behind":
            return self._behind(found, end)
        if found.start >= start or not self._same_sentence(found.start, start):
            return False
        if self._stopped(found.cue.said, found.end, start):
            return False
        return reach == "ahead" or self._in_list(found.end, start, end)

    def _behind(self, found: _Found, end: int) -> bool:
        if found.start < end or self._stopped(found.cue.said, end, found.start):
            return False
        apart = self._sentence[found.start] - self._sentence[end - 1]
        near = found.start - end <= _NEXT_SENTENCE_REACH
        return apart == 0 or (apart == 1 and found.cue.said is Said.RESOLVED and near)

    def _stopped(self, said: Said, first: int, last: int) -> bool:
        # A stop may begin at the comma before and end with the symptom's own first words ("but my").
        return any(first <= stop.start <= last for stop in self._stops[said])

    def _in_list(self, cue_end: int, start: int, end: int) -> bool:
        between = self._words[cue_end:start]
        if "," not in between:
            return len(between) <= _LONGEST_DENIAL
        item_end = next(
            (i for i in range(end, len(self._words)) if self._words[i] in BOUNDARIES), len(self._words)
        )
        items = " ".join(self._words[cue_end:item_end]).split(" , ")
        if any(len(item.split()) > _LONGEST_LIST_ITEM or _RESTARTS & set(item.split()) for item in items):
            return False
        rest = self._words[cue_end : self._end_of_sentence(end)]
        return bool(_LIST_MARKS & set(rest)) or len(items) > 2

    def _has_evidence(self, found: _Found, start: int, end: int) -> bool:
        first = 0 if found.cue.reach == "behind" else found.start
        return self._shown_to_be_there(first, start, end)

    def _shown_to_be_there(self, first: int, start: int, end: int) -> bool:
        """Whether words from `first` on, in this sentence, say that somebody has the symptom."""
        return any(
            first <= match.start < end and self._same_sentence(match.start, start) for match in self._evidence
        ) or any(
            first <= match.start and self._same_sentence(match.start, start) for match in self._evidence_after
        )

    def _is_asked(self, start: int, end: int, flag: Flag) -> bool:
        """Whether a sentence without a question word asks all the same ("growths after stem cells?")."""
        mark = self._end_of_sentence(end)
        if not self._asked_of(end) or self._reasserts:
            return False
        if self._shown_to_be_there(0, start, end):
            return False
        general = any(self._same_sentence(match.start, start) for match in self._general)
        return general or (
            flag.urgency is not Urgency.EMERGENCY and mark - self._first_of(start) <= _SHORT_QUESTION
        )

    def _doubt(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the words that cast doubt on the report at words `start` to `end`, from outside of it."""
        # What somebody says of themselves is not doubted because of another sentence.
        told = self._shown_to_be_there(0, start, end)
        outside = (
            match
            for match in self._doubts
            if (match.end <= start or end <= match.start)
            and not (told and not self._same_sentence(match.start, start))
        )
        if doubt := next(outside, None):
            return doubt.start, doubt.end
        return self._mark(end) if self._asked_of(end) else None

    def _asked_of(self, place: int) -> bool:
        mark = self._end_of_sentence(place)
        return mark < len(self._words) and self._words[mark] == "?"

    def _end_of_sentence(self, place: int) -> int:
        ends = (i for i in range(place, len(self._words)) if self._words[i] in SENTENCE_ENDS)
        return next(ends, len(self._words))

    def _mark(self, place: int) -> tuple[int, int]:
        mark = self._end_of_sentence(place)
        return mark, mark + 1

    def _first_of(self, place: int) -> int:
        return self._sentence.index(self._sentence[place])

    def _is_still_now(self, start: int, end: int) -> bool:
        return any(
            self._same_sentence(match.start, start) and start - 3 <= match.start <= end + 3
            for match in self._still_now
        )

    def _same_sentence(self, one: int, other: int) -> bool:
        return self._sentence[one] == self._sentence[other]

    def _number_sentences(self) -> list[int]:
        numbers, number = [], 0
        for word in self._words:
            numbers.append(number)
            number += word in SENTENCE_ENDS
        return numbers


def _outside(matches: Iterable[Match], unless: Iterable[Match]) -> list[Match]:
    unless = list(unless)
    return [m for m in matches if not any(u.start < m.end and m.start < u.end for u in unless)]
