"""What is said beside a draft: a likely category, two things in one, what is like it. Nothing of it blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from huying.analysis import category as classifier
from huying.analysis.category import Guess
from huying.analysis.several import Several, several
from huying.core.permissions import Actor
from huying.handling.models import Reply
from huying.suggestions.examining import KIND
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import alike, readable_by
from huying.voices import categories
from huying.voices.models import Matter, Voice

ENOUGH_TO_COMPARE = 12
MOST_WORDS = 60


@dataclass
class Hints:
    """guess: of the category, where it is needed. several: where it speaks of two things. alike: of this term."""

    guess: Guess | None = None
    several: Several | None = None
    alike: list[Suggestion] = field(default_factory=list)

    @property
    def guess_label(self) -> str:
        """What the likely category is called."""
        return categories.label(self.guess.key) if self.guess else ""

    def __bool__(self) -> bool:
        return bool(self.guess or self.several or self.alike)


def hints_on(suggestion: Suggestion, actor: Actor) -> Hints:
    """Look at a draft as it stands. At most four queries."""
    text = "\n".join((suggestion.title, suggestion.grounds, suggestion.proposal)).strip()
    if len(text) < ENOUGH_TO_COMPARE:
        return Hints()
    found = several(suggestion.title, suggestion.grounds, suggestion.proposal)
    return Hints(_guess(suggestion.category, text), found, _alike(suggestion, text, actor))


def _guess(chosen: str, text: str) -> Guess | None:
    """The likeliest category, where none is chosen or nothing in the text speaks for the chosen one."""
    guesses = classifier.classify(text)
    if not guesses or chosen.split(".")[0] in {one.key.split(".")[0] for one in guesses}:
        return None
    return guesses[0]


def _alike(suggestion: Suggestion, text: str, actor: Actor) -> list[Suggestion]:
    found = alike(suggestion, text)
    if not found:
        return []
    keys = [one.pk for one in found]
    # What is filed and not accepted is nobody's to read but its authors' and the congress's.
    open_to = set(readable_by(actor).filter(pk__in=keys).values_list("pk", flat=True))
    replies = Reply.objects.filter(case__origin_kind=KIND, case__origin_id__in=keys)
    said = {one.case.origin_id: one for one in replies.select_related("case").order_by("id")}
    for one in found:
        one.reply = said.get(one.pk)
    return [one for one in found if one.pk in open_to]


@dataclass
class Cited:
    """A matter that a draft takes up, with what the public may read of it."""

    matter: Matter
    words: list[str] = field(default_factory=list)


def cited(suggestion: Suggestion) -> list[Cited]:
    """The matters behind a suggestion, each with the residents' redacted words where it is public. Two queries."""
    rows = {
        one.pk: Cited(one) for one in suggestion.matters.select_related("division").order_by("id")
    }
    if not rows:
        return []
    spoken = Voice.objects.filter(matter__in=rows, matter__public=True, state="received")
    spoken = spoken.exclude(redacted="").order_by("id")
    for matter_id, words in spoken.values_list("matter_id", "redacted")[:MOST_WORDS]:
        rows[matter_id].words.append(words)
    return list(rows.values())
