"""Keys are made once, and never replaced in silence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from huying.config import keys


def test_fresh_data_gets_keys_that_only_their_owner_reads(tmp_path):
    keys.ready(tmp_path / "keys", tmp_path / "data")
    for name in (keys.SECRET, keys.CONTACTS):
        assert (tmp_path / "keys" / name).stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "keys" / keys.CONTACTS).read_text()
    keys.ready(tmp_path / "keys", tmp_path / "data")
    assert (tmp_path / "keys" / keys.CONTACTS).read_text() == before


def test_data_whose_contact_key_is_gone_does_not_start(tmp_path):
    keys.ready(tmp_path / "keys", tmp_path / "data")
    (tmp_path / "keys" / keys.CONTACTS).unlink()
    with pytest.raises(ImproperlyConfigured, match="找不到这份数据的联系方式密钥"):
        keys.ready(tmp_path / "keys", tmp_path / "data")
    assert not (tmp_path / "keys" / keys.CONTACTS).exists()


def test_data_with_another_towns_contact_key_does_not_start(tmp_path):
    keys.ready(tmp_path / "keys", tmp_path / "data")
    keys.ready(tmp_path / "other", tmp_path / "other-data")
    with pytest.raises(ImproperlyConfigured, match="不是这份数据的"):
        keys.ready(tmp_path / "other", tmp_path / "data")


def test_a_key_that_was_added_keeps_the_fingerprint(tmp_path):
    keys.ready(tmp_path / "keys", tmp_path / "data")
    path = tmp_path / "keys" / keys.CONTACTS
    mark = keys.fingerprint(path)
    path.write_text(path.read_text() + "2 " + "A" * 43 + "=\n")
    assert keys.fingerprint(path) == mark
    keys.ready(tmp_path / "keys", tmp_path / "data")
