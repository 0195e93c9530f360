"""Plain words of a text in any script, the same however it was typed: accents, letters' variants, apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bot.words import Word, fold, strongest

LONGEST_WORD = 40  # characters; the rest of a longer one is cut off

_INDIC = "\u0980-\u0a7f"  # Bengali and Gurmukhi: vowel signs are part of the word, not marks on it
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff"  # written without spaces, so each counts as a word
_TOKEN = re.compile(
    rf"(?P<word>[{_IDEOGRAPHS}]|(?:[^\W_{_IDEOGRAPHS}]|[{_INDIC}])+)"
    r"|(?P<end>[.!?;\n\r]+(?:[ \t]*[.!?;\n\r]+)*)"
    r"|(?P<clause>[,:()\[\]—–]|(?<=\s)-+(?=\s))"
)
# Signs of Bengali and Gurmukhi that are often left out: dots below, nasal signs, doubling, the breath sign.
_LEFT_OUT = frozenset("\u09bc\u0981\u0983\u0a3c\u0a01\u0a02\u0a70\u0a71")
# Letters with a variant that no decomposition shows: typed on another keyboard, or in another country's habit.
_LATIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"})
_ARABIC = str.maketrans("ٱىیکہھةۃەں", "اييكهههههن", "ءـ")
_BOUNDARIES = str.maketrans("؟،؛۔।॥。、¿¡", "?,;....,..")
_VARIANTS = {**_LATIN, **_ARABIC, **_BOUNDARIES}
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_AND = "و"  # in Arabic, "and" is written onto the next word
# A short word that has lost its vowel is written onto the next one: "j'ai", "s-a"; or, in haste, "jai", "s a".
_ELIDED = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu"])
_OPENS = frozenset("aeiouyh")


def script_words(text: str) -> list[Word]:
    """Split `text` into plain words and boundaries, each with its offsets into `text`. Never raises."""
    return list(_joined(_tokens(text)))


def plain_script(text: str) -> list[str]:
    """Return the plain words of `text`, boundaries left out."""
    return [word.norm for word in script_words(text) if not word.is_boundary]


def beginning(text: str) -> str:
    """Return the beginning of a word in plain form."""
    return "".join(plain_script(text))


def _tokens(text: str) -> Iterator[Word]:
    folded, offsets = fold(text, _letters)
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        token, kind = match.group(), match.lastgroup
        if kind == "word":
            yield Word(_plain(token), start, end)
        else:
            yield Word("," if kind == "clause" else strongest(token), start, end)


def _joined(words: Iterator[Word]) -> Iterator[Word]:
    held: Word | None = None
    for word in words:
        if held is not None:
            if word.norm[0] in _OPENS:
                word = Word(held.norm + word.norm, held.start, word.end)
            else:
                yield held
            held = None
        if word.norm in _ELIDED:
            held = word
        else:
            yield word
    if held is not None:
        yield held


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    word = _DRAWN_OUT.sub(r"\1", word[:LONGEST_WORD])
    return word[1:] if word[0] == _AND and len(word) > 2 else word


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_VARIANTS)
    return "".join(piece for piece in decomposed if not _is_mark(piece))


def _is_mark(piece: str) -> bool:
    if "\u0980" <= piece <= "\u0a7f":
        return piece in _LEFT_OUT
    return unicodedata.category(piece) in ("Mn", "Cf")
