"""What anybody types, made safe to store and show without losing a legitimate character."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError

_NEWLINES = re.compile("\r\n|[\r\n\u000b\u000c\u0085\u2028\u2029]")
# Controls, marks that turn the reading direction of text after them, byte-order marks, halves of
# surrogate pairs, non-characters. Kept: tab, newline, zero-width joiners (emoji, scripts that need
# them), variation selectors, and the plain marks U+200E, U+200F, which turn nothing after them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


class TextError(HuyingError):
    """A text that is too long. too_many: characters over the limit."""

    code = "text_too_long"

    def __init__(self, limit: int, too_many: int) -> None:
        super().__init__(
            _("文字太长了：最多%(limit)s个字，现在多了%(too_many)s个字。请删短一些再提交。")
            % {"limit": limit, "too_many": too_many}
        )
        self.too_many = too_many


def strip_unwanted(text: str) -> str:
    """`text` with newlines as \\n and without controls and direction overrides."""
    return _UNWANTED.sub("", _NEWLINES.sub("\n", text))


def clean_text(text: str, limit: int) -> str:
    """`text` in NFC, without controls and direction overrides, trimmed at both ends.

    limit: in characters (code points). Raises TextError, which tells how many are too many.
    """
    cleaned = strip_unwanted(text).strip()
    # NFC shortens a text to a third at most, and takes long on long rows of combining marks:
    # what cannot fit any more is refused before it.
    if len(cleaned) <= 3 * limit:
        cleaned = unicodedata.normalize("NFC", cleaned)
    if len(cleaned) > limit:
        raise TextError(limit, len(cleaned) - limit)
    return cleaned
