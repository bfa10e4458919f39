"""What cannot be a secret is no page, on either database."""

import pytest

from huying.web.tokens import token_in
from tests.factories import make_town


@pytest.mark.parametrize(
    "path",
    ["v/%00/", "v/a%00b/judge/", "s/%00/", "f/%00/full/", "f/abc/%00/", "cases/file/%00/full/"],
)
def test_a_token_with_a_strange_character_is_not_found(db, client, path):
    make_town()
    assert client.get(f"/gaodu/{path}").status_code == 404


def test_a_token_is_letters_digits_and_two_signs():
    assert token_in("aZ09_-") == "aZ09_-"
    assert [token_in(odd) for odd in ("", "\x00", "a b", "王", "a" * 65)] == [""] * 5
