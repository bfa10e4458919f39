"""What the forms of all desks share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms

from huying.core.errors import Denied, HuyingError, Stale
from huying.core.textclean import clean_text


class TextField(forms.CharField):
    """A text of at most `limit` characters, clean by `core.textclean`."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The clean text. Raises ValidationError, which tells how many characters are too many."""
        try:
            return clean_text(str(value), self.limit) if value else ""
        except HuyingError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


def attempt(form: forms.BaseForm, action: Callable[..., Any], **kwargs: Any) -> Any:
    """Call `action`; what it refuses is put onto the form, at its field where the form has it.

    Returns what the action returned, None where it refused: ask `form.errors` which it was.
    Denied and Stale go through, for a page of their own.
    """
    try:
        return action(**kwargs)
    except (Denied, Stale):
        raise
    except HuyingError as error:
        # A form of one field has no other place for what is wrong.
        only = next(iter(form.fields)) if len(form.fields) == 1 else None
        form.add_error(error.field if error.field in form.fields else only, str(error))
        return None


def new_key() -> str:
    """A key that makes a double tap or a retry one act."""
    return uuid.uuid4().hex
