"""What the program proposes: titles, villages, what to hide."""

import pytest

from huying.analysis import redaction
from huying.town.models import Division
from huying.voices.channels import right_channels
from huying.web.staff.suggest import Piece, division_in, pieces, title_of


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("领导好，村口路灯坏了半个月，晚上看不见。", "村口路灯坏了半个月"),
        ("路灯不亮", "路灯不亮"),
        ("停水。三天了没人管！", "停水，三天了没人管"),
        ("我叫张建国，电话19912345678，水管漏水没人修", "水管漏水没人修"),
        ("", ""),
    ],
)
def test_title_is_the_first_clause_that_says_something(said, title):
    assert title_of(redaction.hide(said)) == title


def test_title_of_a_text_without_stops_is_cut():
    assert title_of("水" * 200) == "水" * 30


VILLAGES = [Division(name="南社村"), Division(name="任庄村"), Division(name="任庄西村")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南社村口的路灯", "南社村"),
        ("我们南社的路灯", "南社村"),
        ("南社村和任庄村之间的路", None),
        ("村口的路灯", None),
        ("任庄西村的井", "任庄西村"),
    ],
)
def test_village_is_proposed_only_where_one_is_named(text, name):
    found = division_in(text, VILLAGES)
    assert (found and found.name) == name


def test_pieces_hold_the_whole_text():
    text = "打19912345678找我，𠮷祥路"
    cut = pieces(text)
    assert "".join(piece.text for piece in cut) == text
    assert Piece("19912345678", "电话") in cut


def test_right_channels_say_where_and_why():
    channels = right_channels()
    assert {
        "court",
        "labour",
        "review",
        "petition",
        "police",
        "hotline",
        "insurance",
        "aid",
    } <= set(channels)
    assert all(len(channel.text) > 60 and channel.label for channel in channels.values())
