"""Collects what is to be translated, without system gettext: from the code by its syntax, from templates by Django's lexer.

python -m huying.config.messages     brings huying/locale/en/LC_MESSAGES/django.po up to date
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOM = Path(__file__).resolve().parents[1]
PO = ROOM / "locale" / "en" / "LC_MESSAGES" / "django.po"

PLURAL = {"ngettext", "ngettext_lazy"}
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
Message = str | tuple[str, str]

_TEXT = r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_CALL = re.compile(rf"\b(n?gettext|_)\({_TEXT}(?:,\s*{_TEXT})?", re.S)


def collect() -> dict[str, Message]:
    """Every message by its id: a text, or singular and plural."""
    found: dict[str, Message] = {}
    for path in sorted(ROOM.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages = in_code(path.read_text("utf-8"))
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            messages = in_template(path.read_text("utf-8"))
        else:
            continue
        for message in messages:
            key = message if isinstance(message, str) else message[0]
            if isinstance(found.get(key), tuple):
                continue
            found[key] = message
    return {key: message for key, message in found.items() if _chinese(key)}


def _chinese(text: str) -> bool:
    # English among the sources (a template's own, another package's) needs no English.
    return bool(re.search(r"[\u4e00-\u9fff，。、：；“”（）]", text))


def in_code(source: str) -> Iterator[Message]:
    """The messages of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if name in PLURAL and len(texts) >= 2:
            yield texts[0], texts[1]
        elif name in SINGLE and texts:
            yield texts[0]


def in_template(source: str) -> Iterator[Message]:
    """The messages of a template."""
    for name, one, other in _CALL.findall(templatize(source)):
        first = ast.literal_eval(one)
        if name == "ngettext" and other:
            yield first, ast.literal_eval(other)
        else:
            yield first


def read() -> Catalog:
    """The catalogue as it lies in the repository."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def update(translated: dict[str, Message] | None = None) -> list[str]:
    """Write the catalogue anew: what is used, in order; `translated` by id goes in. Returns what lacks English."""
    old, fresh, missing = read(), Catalog(locale="en", charset="utf-8"), []
    for key, message in sorted(collect().items()):
        known = old.get(key)
        text = (translated or {}).get(key) or (known.string if known else "")
        if isinstance(message, tuple) and isinstance(text, str):
            text = (text, text)
        flags = ["python-format"] if re.search(r"%\(\w+\)", key) else []
        fresh.add(message, text, flags=flags)
        if not text or (isinstance(text, tuple) and not all(text)):
            missing.append(key)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as out:
        write_po(out, fresh, width=110, omit_header=False, no_location=True)
    return missing


if __name__ == "__main__":
    import json
    import sys

    given = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else None
    for text in update(given):
        print(text)
