"""Search terms: what is indexed finds every part of itself."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from huying.analysis.grams import index_terms, query_terms


def finds(text: str, query: str) -> bool:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(terms, tokenize='unicode61')")
    base.execute("INSERT INTO t VALUES (?)", [index_terms(text)])
    match = " AND ".join(f'"{phrase}"' for phrase in query_terms(query))
    return bool(base.execute("SELECT 1 FROM t WHERE t MATCH ?", [match]).fetchall())


def test_index_terms_pairs_then_singles() -> None:
    assert index_terms("停水三天") == "停水 水三 三天 停 水 三 天"


def test_index_terms_latin_digits_full_width_and_rare() -> None:
    assert index_terms("Ｇ55旁𠮷家") == "g 55 旁u20bb7 u20bb7家 旁 u20bb7 家"


def test_query_terms_phrases() -> None:
    assert query_terms("水三天 水 G55！") == ["水三 三天", "水", "g 55"]
    assert query_terms("，。!_ ") == []


def test_full_text_finds_parts_and_not_others() -> None:
    text = "高都镇停水了，G55高速旁𠮷家"
    assert [q for q in ("停水", "水", "G55", "𠮷家", "𠮷", "都镇停") if not finds(text, q)] == []
    assert [q for q in ("水停", "G56", "高镇") if finds(text, q)] == []


@given(st.text(alphabet="停水三天路灯𠮷𠀀坏", min_size=1, max_size=12), st.data())
def test_every_part_of_a_text_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(text, text[start:end])
