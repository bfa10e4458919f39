"""Settings come from the environment, and an unsafe one does not start a real town."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from huying.config import env

REAL = {"HUYING_PUBLIC_URL": "https://huying.example.cn"}


def faults(**environment: str) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read(environment)
    return str(caught.value)


def test_a_real_town_starts_with_a_public_https_address():
    values = env.read(REAL | {"HUYING_ALLOWED_HOSTS": "a.cn, b.cn", "HUYING_SMTP_PORT": "587"})
    assert values["HUYING_PUBLIC_URL"] == "https://huying.example.cn"
    assert values["HUYING_ALLOWED_HOSTS"] == ["a.cn", "b.cn"]
    assert values["HUYING_SMTP_PORT"] == 587
    assert values["HUYING_SECOND_FACTOR"] is True
    assert values["HUYING_MAIL_GATEWAY"] == ""


def test_every_setting_is_read():
    assert set(env.read(REAL)) == {one.name for one in env.SETTINGS}


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("HUYING_PUBLIC_URL", "http://huying.example.cn", "要用 https"),
        ("HUYING_ALLOWED_HOSTS", "*", "请写明本站的域名"),
        ("HUYING_DEBUG", "1", "不能开调试"),
        ("HUYING_SECOND_FACTOR", "0", "必须用两步验证"),
        ("HUYING_MAIL_GATEWAY", "folder", "没有真正发出去"),
        ("HUYING_SMS_GATEWAY", "folder", "没有真正发出去"),
    ],
)
def test_an_unsafe_value_starts_the_demo_and_nothing_else(name, value, why):
    assert why in faults(**(REAL | {name: value}))
    assert name in env.read({"HUYING_DEMO": "1", name: value})


def test_every_fault_is_told_at_once_with_its_remedy():
    told = faults(HUYING_SMTP_PORT="many", HUYING_DEBUG="1", HUYING_MIAL_FROM="x")
    assert "HUYING_SMTP_PORT='many'：这个值看不懂" in told
    assert "HUYING_DEBUG：" in told
    assert "HUYING_MIAL_FROM：没有这个设置" in told


def test_the_demo_asks_for_nothing():
    values = env.read({"HUYING_DEMO": "1"})
    assert values["HUYING_SECOND_FACTOR"] is False
    assert values["HUYING_MAIL_GATEWAY"] == "folder"
