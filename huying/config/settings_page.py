"""docs/settings.md, made from the table of settings."""

from __future__ import annotations

from huying.config import env

HEAD = """# Settings

Made by `bin/huying docs`; a test holds it true. Settings come from the environment only.
A name that starts with `HUYING_` and is not here stops the start, so that a slip of the pen is not a setting silently lost.
Outside the demo, an unsafe value stops it too, with the sentence in the last column.

"""


def page() -> str:
    """The whole page."""
    return HEAD + env.as_table()
