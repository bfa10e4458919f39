"""Paper: its photos read into text by a machine, and the voice that was entered from it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.analysis import paper_reading
from huying.core import files, ledger
from huying.core.errors import HuyingError
from huying.core.models import StoredFile, Town
from huying.core.permissions import Actor
from huying.listening.models import MachineRead
from huying.voices import actions
from huying.voices.models import Voice

# A page takes some seconds; a picture that takes longer than this is none of a page.
PATIENCE = 60


@dataclass(frozen=True)
class Read:
    """What was read from `pages` pictures, and the lines of which the machine was not sure."""

    text: str
    pages: int
    doubtful: tuple[str, ...] = ()


def can_read() -> bool:
    """Whether the reader is installed on this machine."""
    return paper_reading.available()


def read(stored: Sequence[StoredFile]) -> Read:
    """The text on the pictures, page after page. Raises HuyingError where nothing could be read."""
    lock = Path(settings.HUYING_DATA) / "paper.lock"
    texts, doubtful = [], []
    for one in stored:
        try:
            page = paper_reading.read(files.path_of(one).read_bytes(), seconds=PATIENCE, lock=lock)
        except paper_reading.BusyError as error:
            raise HuyingError(
                _("正在识读别的纸件，请过十几秒再点一次。"), field="photos"
            ) from error
        except (paper_reading.UnreadableError, OSError) as error:
            raise HuyingError(
                _("这张照片没有读出来，请照着原件录入，或者重新拍一张。"), field="photos"
            ) from error
        texts.append(page.text)
        doubtful += page.doubtful
    text = "\n".join(filter(None, texts))
    if not text.strip():
        raise HuyingError(_("照片里没有读到字，请照着原件录入，或者重新拍一张。"), field="photos")
    return Read(text, len(stored), tuple(doubtful))


def joined(earlier: Read | None, read: Read) -> Read:
    """Two readings for one form."""
    if earlier is None:
        return read
    text = "\n".join([earlier.text, read.text])
    return Read(text, earlier.pages + read.pages, (*earlier.doubtful, *read.doubtful))


@transaction.atomic
def say(*, town: Town, by: Actor, said: actions.Said, read: Read) -> Voice:
    """`voices.actions.say` for words that came off a paper; that a machine read them stays with the voice."""
    voice = actions.say(town=town, by=by, said=said)
    changed = round(100 * share_changed(read.text, voice.text))
    _row, new = MachineRead.objects.get_or_create(
        voice=voice,
        defaults={
            "town": town, "pages": read.pages, "doubtful": len(read.doubtful), "changed": changed,
        },
    )  # fmt: skip
    if new:
        ledger.record(
            town_id=town.pk, kind="voice", verb="read_by_machine", subject_id=voice.pk, by=by,
            body={"pages": read.pages, "changed": changed},
        )  # fmt: skip
    return voice


def share_changed(before: str, after: str) -> float:
    """How much of `before` was changed, 0 to 1; spaces and line ends aside."""
    one, other = "".join(before.split()), "".join(after.split())
    return 1 - difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
