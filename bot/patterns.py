"""A small pattern language over plain words, for saying what to look for in a patient's text.

    pain              that word, in the plain form of `bot.words` (can't = can not, any spelling it knows)
    swell*            any word that starts so
    (a|b c|d*)        one of these
    [very]            may be there or not
    ..   ..2          up to four (two) words, within a clause; never over `not`, `no`, `but`, `if` and their like
    ...               the same, but over commas too
    @airway           one of the phrases of the word list `airway`
    %                 a number, in digits or as a word
    !(a|b)            here does not follow one of these
    ,                 a comma or a like pause
    <  >              the start, the end of a clause (words like "but" start one too, "please" and "is that" end one)

Phrases are compiled to regular expressions over the words, and each is tried only on a text that holds one of
its rarer words. spaCy's `Matcher` was measured at 16 ms for 1,500 phrases on a message of 35 words: it tries
all of them at every word; this takes a fraction of a millisecond.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, NamedTuple

from bot import yamlfile
from bot.words import Word, plain

_TOKEN = re.compile(r"\.\.\.?\d?|@[\w-]+|[()\[\]|!,%<>]|[^\s()\[\]|!,%<>@]+")
_ENDS = r".,!?;"
_OPENERS = ("hi", "hello", "sorry", "also", "but", "just", "says", "ambulance")
_CLOSERS = (
    "please|help|thanks|thank|cheers|regards|sorry|sir|doctor|x|xx|xxx|ambulance"
    "|is (?:this|that|it)|should i|what (?:do|should|shall) i|i (?:am|had|have)|and (?:also|how|i|is|my|should|what)"
)
_START = "|".join([rf"(?<=[{_ENDS}] )", *(f"(?<= {word} )" for word in _OPENERS)])
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
)
_NUMBER = rf"(?:(?:\d[^ ]*|{_NUMBER_WORDS}) )"
# Words too common to tell one phrase from another; a phrase is filed under a rarer one where it has one.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """a an the i my me he she it is am are was were be been have has had not no can could do did does will
        would of to in on at for from with and or but so this that his her him they you your we our now up out off
        down all any some very just being feel feels get got going go when what how if since after there like more""",
    )
)


class Entry(NamedTuple):
    """One phrase: the `id` it stands for and the place in a file that an error names."""

    id: str
    phrase: str
    path: Path | None = None
    keys: tuple[str | int, ...] = ()
    line_in_block: int = 0


class Match(NamedTuple):
    """Words `start` (included) to `end` (excluded) match a phrase of `id`."""

    id: str
    start: int
    end: int


Lists = Mapping[str, Sequence[Entry]]


class Spelling(NamedTuple):
    """How phrases are turned into the plain words of the texts that they are looked for in.

    `plain` takes a phrase's word, `beginning` what stands before a star; a gap never goes over `not_in_gaps`.
    """

    plain: Callable[[str], list[str]]
    beginning: Callable[[str], str]
    not_in_gaps: Sequence[str]


ENGLISH = Spelling(plain, str, ("not", "no", "never", "without", "nor", "neither", "but", "if"))


def entries(id_: str, block: str, path: Path | None = None, keys: tuple[str | int, ...] = ()) -> list[Entry]:
    """Read a YAML block text with one phrase a line; lines that start with `# ` are comments."""
    lines = enumerate(block.splitlines(), start=1)
    return [
        Entry(id_, line.strip(), path, keys, place)
        for place, line in lines
        if line.strip() and not line.lstrip().startswith("# ")
    ]


class Searchable:
    """Words made ready to be searched; build it once where several sets of patterns search the same text."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self._places: dict[int, int] = {}
        at = 2
        for index, word in enumerate(words):
            self._places[at] = index
            at += len(word.norm) + 1
        self._places[at] = len(words)
        self.text = ". " + "".join(word.norm + " " for word in words) + ". "

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """Every word and, marked by a star, every beginning of a word."""
        whole = {word.norm for word in self.words}
        stems = {word[:length] + "*" for word in whole for length in range(2, len(word) + 1)}
        return frozenset(whole | stems)

    def index(self, place: int) -> int:
        """Return the index of the word that starts at character `place` of `text`."""
        return self._places[min(place, len(self.text) - 2)]


@dataclass(frozen=True)
class _Compiled:
    id: str
    source: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first tried: most phrases never meet a text with their words, and all would slow each start."""
        return re.compile(self.source)


class Patterns:
    """Phrases, compiled together."""

    def __init__(self, compiled: Iterable[tuple[_Compiled, frozenset[str]]]) -> None:
        self._compiled = tuple(compiled)
        self._by_word: dict[str, list[_Compiled]] = defaultdict(list)
        self._always: list[_Compiled] = []
        for pattern, anchors in self._compiled:
            for anchor in anchors:
                self._by_word[anchor].append(pattern)
            if not anchors:
                self._always.append(pattern)

    @classmethod
    def from_entries(
        cls, phrases: Iterable[Entry], lists: Lists | None = None, spelling: Spelling = ENGLISH
    ) -> Patterns:
        """Compile `phrases`, which may use the word `lists`.

        Raises:
            yamlfile.DataError: a phrase or a list is wrong; names its file and line.
        """
        compiler = _Compiler(lists or {}, spelling)
        for name in lists or {}:
            compiler.list(name)
        return cls([compiler.compile(entry) for entry in phrases])

    @classmethod
    def joined(cls, parts: Iterable[Patterns]) -> Patterns:
        """Return the phrases of all `parts` as one, which searches a text faster than they do one by one."""
        return cls(compiled for part in parts for compiled in part._compiled)

    def find(self, words: Sequence[Word] | Searchable) -> list[Match]:
        """Return every match, one for each phrase and starting word, in text order."""
        text = words if isinstance(words, Searchable) else Searchable(words)
        tried = {id(pattern): pattern for pattern in self._always}
        for key in text.prefixes & self._by_word.keys():
            tried.update((id(pattern), pattern) for pattern in self._by_word[key])
        found = {match for pattern in tried.values() for match in self._matches(pattern, text)}
        return sorted(found, key=lambda match: (match.start, match.end, match.id))

    @staticmethod
    def _matches(pattern: _Compiled, text: Searchable) -> Iterable[Match]:
        place = 0
        while True:
            found = pattern.regex.search(text.text, place)
            if found is None:
                return
            if found.end() > max(found.start(), 1):
                yield Match(pattern.id, text.index(max(found.start(), 2)), text.index(found.end()))
            place = text.text.index(" ", found.start()) + 1
            if place >= len(text.text):
                return


class _Piece(NamedTuple):
    regex: str
    anchors: frozenset[str]  # one of these must be in the text; empty where the piece asks for no word


def _cost(anchors: frozenset[str]) -> tuple[bool, int, int]:
    return not anchors, sum(anchor in _COMMON for anchor in anchors), len(anchors)


class _Compiler:
    def __init__(self, lists: Lists, spelling: Spelling) -> None:
        self._lists = lists
        self._spelling = spelling
        held_back = "|".join(map(re.escape, spelling.not_in_gaps))
        self._gap = f"(?!(?:{held_back}) )[^ .,!?;][^ ]* " if held_back else "[^ .,!?;][^ ]* "
        self._done: dict[str, _Piece] = {}
        self._words: dict[str, _Piece] = {}
        self._open: list[str] = []

    def compile(self, entry: Entry) -> tuple[_Compiled, frozenset[str]]:
        piece = self._phrase(entry)
        return _Compiled(entry.id, r"(?<= )" + piece.regex), piece.anchors

    def list(self, name: str) -> _Piece:
        if name in self._done:
            return self._done[name]
        if name not in self._lists:
            known = ", ".join(sorted(self._lists)) or "none"
            raise _PhraseError(f"there is no word list `{name}`; write one of: {known}")
        if name in self._open:
            raise _PhraseError(f"the word list `{name}` contains itself; take `@{name}` out of it")
        self._open.append(name)
        try:
            pieces = [self._phrase(entry) for entry in self._lists[name]]
        finally:
            self._open.pop()
        if not pieces:
            raise _PhraseError(f"the word list `{name}` is empty; give it at least one phrase")
        self._done[name] = _either(pieces)
        return self._done[name]

    def gap(self, token: str) -> _Piece:
        word = f"(?:, |{self._gap})" if token.startswith("...") else self._gap
        longest = token.lstrip(".") or "4"
        return _Piece(f"(?:{word}){{0,{longest}}}?", frozenset())

    def word(self, token: str) -> _Piece:
        if token not in self._words:
            self._words[token] = self._word(token)
        return self._words[token]

    def _word(self, token: str) -> _Piece:
        if token.endswith("*"):
            stem = token[:-1]
            if len(stem) < 2 or "*" in stem:
                raise _PhraseError(f"`{token}`: a star goes after at least two letters, at the end of a word")
            stem = self._spelling.beginning(stem)
            return _Piece(re.escape(stem) + "[^ ]* ", frozenset({f"{stem}*"}))
        if "*" in token:
            raise _PhraseError(f"`{token}`: a star may only end a word")
        norms = self._spelling.plain(token)
        if not norms:
            raise _PhraseError(f"`{token}` holds no word; take it out")
        return _sequence([_Piece(re.escape(norm) + " ", frozenset({norm})) for norm in norms])

    def _phrase(self, entry: Entry) -> _Piece:
        try:
            return _Parser(entry.phrase, self).parse()
        except _PhraseError as problem:
            raise yamlfile.DataError(f"{_where(entry)}{entry.id}: `{entry.phrase}`: {problem}") from None


def _where(entry: Entry) -> str:
    if entry.path is None:
        return ""
    line = yamlfile.line_in(entry.path, entry.keys) + entry.line_in_block
    return f"{entry.path}:{line}: "


class _PhraseError(Exception):
    pass


class _Parser:
    """Recursive descent over one phrase."""

    _FIXED: ClassVar[dict[str, _Piece]] = {
        "%": _Piece(_NUMBER, frozenset()),
        ",": _Piece(", ", frozenset()),
        "<": _Piece(f"(?:{_START})", frozenset()),
        ">": _Piece(rf"(?=(?:[{_ENDS}]|{_CLOSERS}) )", frozenset()),
    }

    def __init__(self, phrase: str, compiler: _Compiler) -> None:
        self._tokens = _TOKEN.findall(phrase.lower())
        self._compiler = compiler
        self._at = 0

    def parse(self) -> _Piece:
        piece = self._alternatives(closing=None)
        if not piece.regex:
            raise _PhraseError("is empty; write at least one word")
        return piece

    def _alternatives(self, closing: str | None) -> _Piece:
        options: list[list[_Piece]] = [[]]
        while self._at < len(self._tokens) and self._tokens[self._at] not in (")", "]"):
            if self._tokens[self._at] == "|":
                self._at += 1
                options.append([])
            else:
                options[-1].append(self._element())
        self._close(closing)
        if len(options) == 1:
            return _sequence(options[0])
        if not all(options):
            raise _PhraseError("has nothing between two of `( | )`; take the extra `|` out")
        return _either([_sequence(option) for option in options])

    def _close(self, closing: str | None) -> None:
        if self._at < len(self._tokens):
            if self._tokens[self._at] != closing:
                raise _PhraseError(f"has a `{self._tokens[self._at]}` that closes nothing; take it out")
            self._at += 1
        elif closing is not None:
            raise _PhraseError(f"has a bracket that is never closed; write the missing `{closing}`")

    def _element(self) -> _Piece:
        token = self._tokens[self._at]
        self._at += 1
        if token in self._FIXED:
            return self._FIXED[token]
        if token == "(":
            return self._group(")")
        if token == "[":
            return _Piece(f"(?:{self._group(']').regex})?", frozenset())
        if token == "!":
            return self._absent()
        if token.startswith("@"):
            return self._compiler.list(token[1:])
        if token.startswith(".."):
            return self._compiler.gap(token)
        return self._compiler.word(token)

    def _group(self, closing: str) -> _Piece:
        piece = self._alternatives(closing)
        if not piece.regex:
            raise _PhraseError("has a bracket with nothing in it; take it out")
        return piece

    def _absent(self) -> _Piece:
        if self._at >= len(self._tokens):
            raise _PhraseError("ends with `!`; write what must not follow")
        return _Piece(f"(?!{self._element().regex})", frozenset())


def _sequence(pieces: Sequence[_Piece]) -> _Piece:
    anchors = min((piece.anchors for piece in pieces), key=_cost, default=frozenset[str]())
    return _Piece("".join(piece.regex for piece in pieces), anchors)


def _either(pieces: Sequence[_Piece]) -> _Piece:
    # An option without a word of its own makes the whole choice ask for no word.
    loose = any(not piece.anchors for piece in pieces)
    anchors = frozenset[str]() if loose else frozenset[str]().union(*(piece.anchors for piece in pieces))
    return _Piece("(?:" + "|".join(piece.regex for piece in pieces) + ")", anchors)
