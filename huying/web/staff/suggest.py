"""What the program proposes for a matter: category, urgency, village, title, what to hide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from huying.analysis import category as categories
from huying.analysis import redaction
from huying.town.models import Division
from huying.voices.categories import all_categories
from huying.voices.models import Matter, Urgency, Voice

TITLE_LENGTH = 30
_GREETING = re.compile(
    r"^(?:(?:尊敬的)?(?:各位)?(?:领导|代表|同志|书记|镇长|主席|人大)?(?:们)?(?:，|,)?(?:您|你)?好|我(?:想|要)?反映(?:一下|一个问题)?|请问(?:一下)?)"
    r"[，,。！!：:、 ]*"
)
_HIDDEN = re.compile("某某|［")
_LEVELS = {"now": Urgency.EMERGENCY, "soon": Urgency.URGENT, "ordinary": Urgency.ORDINARY}
HIDDEN = {
    "id_card": _("身份证号"),
    "bank_card": _("银行卡号"),
    "phone": _("电话"),
    "account": _("网上账号"),
    "email": _("邮箱"),
    "plate": _("车牌"),
    "room": _("门牌"),
    "name": _("姓名"),
}


@dataclass(frozen=True)
class CategoryGuess:
    """A category with the words that spoke for it."""

    key: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A piece of what was said. hidden: what it tells about somebody, '' for nothing."""

    text: str
    hidden: str = ""


@dataclass(frozen=True)
class Suggestions:
    """What the program proposes; a person decides."""

    categories: list[CategoryGuess]
    urgency: str
    urgency_words: tuple[str, ...]
    division: Division | None
    title: str
    summary: str


def suggestions(matter: Matter, voices: list[Voice], divisions: Iterable[Division]) -> Suggestions:
    """Proposals from what the voices of `matter` say."""
    text = "\n".join(voice.text for voice in voices)
    known = all_categories()
    guesses = [
        CategoryGuess(guess.key, known[guess.key].label, guess.words)
        for guess in categories.classify(text)
        if guess.key in known
    ]
    hint = categories.urgency(text)
    first = voices[0] if voices else None
    shown = redaction.hide(first.text) if first else ""
    return Suggestions(
        categories=guesses,
        urgency=_LEVELS[hint.level],
        urgency_words=hint.words,
        division=matter.division or division_in(text, divisions),
        title=title_of(shown),
        summary=shown,
    )


def title_of(text: str) -> str:
    """The first clause that says something and nobody's name, at most TITLE_LENGTH characters."""
    said = text.strip()
    for _time in range(3):
        said = _GREETING.sub("", said)
    clauses = [clause.strip() for clause in re.split(r"[。！？!?；;，,\n]", said) if clause.strip()]
    plain = [clause for clause in clauses if not _HIDDEN.search(clause)]
    title = ""
    for clause in plain or clauses:
        if title and len(title) + 1 + len(clause) > TITLE_LENGTH:
            break
        title = f"{title}，{clause}" if title else clause
        if len(title) >= 8:
            break
    return title[:TITLE_LENGTH]


def division_in(text: str, divisions: Iterable[Division]) -> Division | None:
    """The village whose name stands in `text`, if only one does; 南社 stands for 南社村."""
    named = [one for one in divisions if one.name in text]
    if not named:
        named = [one for one in divisions if len(stem(one.name)) > 1 and stem(one.name) in text]
    return named[0] if len(named) == 1 else None


def stem(name: str) -> str:
    """A village's name without what kind of place it is."""
    return re.sub(r"(?:社区|村委会|村)$", "", name)


def pieces(text: str) -> list[Piece]:
    """`text` cut where it tells who somebody is."""
    found, at = [], 0
    for span in redaction.suggest(text):
        found += [
            Piece(text[at : span.start]),
            Piece(text[span.start : span.end], str(HIDDEN[span.kind])),
        ]
        at = span.end
    return [piece for piece in [*found, Piece(text[at:])] if piece.text]
