"""English is complete: every message of code and templates, its placeholders kept."""

import re

from huying.config import messages


def test_catalogue_has_every_message_in_english():
    catalogue = messages.read()
    missing = []
    for key in messages.collect():
        entry = catalogue.get(key)
        texts = (
            (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if entry else ()
        )
        if not texts or not all(texts):
            missing.append(key)
    assert missing == []


def test_placeholders_agree():
    for entry in messages.read():
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = set(re.findall(r"%\(\w+\)s", ids[0]))
        for string in strings:
            assert set(re.findall(r"%\(\w+\)s", string)) == wanted, ids[0]


def test_english_has_no_chinese_punctuation():
    for entry in messages.read():
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        for string in strings:
            assert not re.search(r"[，。、：；！？（）]", string or ""), string
