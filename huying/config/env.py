"""Every setting that comes from the environment, in one table; docs/settings.md is held true to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

Kind = Callable[[str], Any]


def flag(text: str) -> bool:
    """1, true, yes or on; 0, false, no, off or nothing."""
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("", "0", "false", "no", "off"):
        return False
    raise ValueError(text)


def words(text: str) -> list[str]:
    """Words parted by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


@dataclass(frozen=True)
class Setting:
    """One setting. default: as text. meaning, english: for docs. unsafe: why a value may not run a real town, or ''."""

    name: str
    kind: Kind
    default: str
    meaning: str
    english: str
    unsafe: Callable[[Any], str] = lambda value: ""


def _no_second_factor(value: bool) -> str:
    return "" if value else "能看联系方式、能管理的角色必须用两步验证：请去掉这一项或设为 1。"


def _every_host(value: list[str]) -> str:
    return "请写明本站的域名，不要用 *。" if "*" in value else ""


def _plain_http(value: str) -> str:
    url = urlsplit(value)
    if url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1"):
        return ""
    return "真实的镇要用 https 网址（见 docs/operating.md）。"


def _debugging(value: bool) -> str:
    return "真实的镇不能开调试。" if value else ""


def _to_folder(value: str) -> str:
    return "folder 只用于演示：消息没有真正发出去。" if value == "folder" else ""


SETTINGS: tuple[Setting, ...] = (
    Setting("HUYING_DEMO", flag, "0", "演示站：装入演示镇，放宽下面标为不安全的各项",
            "the demo: loads the demo town and allows what is unsafe below"),
    Setting("HUYING_DATA", str, "data", "数据文件夹：数据库、文件、静态文件",
            "data folder: database, stored files, static files"),
    Setting("HUYING_KEYS", str, "", "密钥文件夹；空着就是数据文件夹下的 keys，真实的镇应放在别处",
            "folder of the keys; empty is keys in the data folder, a real town puts it elsewhere"),
    Setting("HUYING_DATABASE_URL", str, "", "PostgreSQL 地址；空着用数据文件夹里的 SQLite",
            "PostgreSQL's address; empty is SQLite in the data folder"),
    Setting("HUYING_PUBLIC_URL", str, "http://localhost:8000", "群众看到的网址，二维码和链接用它",
            "what residents see: QR codes and links say it", _plain_http),
    Setting("HUYING_ALLOWED_HOSTS", words, "", "还接受哪些域名，逗号隔开；HUYING_PUBLIC_URL 的总在内",
            "more host names, parted by commas", _every_host),
    Setting("HUYING_TRUSTED_PROXIES", words, "", "前置代理的地址，逗号隔开；只信它们写的来访地址",
            "addresses of the proxies in front; only their word on a visitor's address counts"),
    Setting("HUYING_RATE_FACTOR", int, "1", "公众提交限速的倍数",
            "multiplies the limits on what strangers may write"),
    Setting("HUYING_SECOND_FACTOR", flag, "1", "能看联系方式、能管理的角色必须两步验证",
            "roles that see contacts or administer need a second factor", _no_second_factor),
    Setting("HUYING_DEBUG", flag, "0", "调试页面", "debugging pages", _debugging),
    Setting("HUYING_MAIL_GATEWAY", str, "", "邮件怎么发：smtp，或空着不发；演示可用 folder",
            "how mail goes out: smtp, or empty for not at all; folder for the demo", _to_folder),
    Setting("HUYING_MAIL_FROM", str, "huying@localhost", "发件人地址", "the sender's address"),
    Setting("HUYING_SMTP_HOST", str, "localhost", "SMTP 服务器", "SMTP server"),
    Setting("HUYING_SMTP_PORT", int, "25", "SMTP 端口", "SMTP port"),
    Setting("HUYING_SMTP_TLS", str, "", "空、starttls 或 ssl", "empty, starttls or ssl"),
    Setting("HUYING_SMTP_USER", str, "", "SMTP 用户名", "SMTP user"),
    Setting("HUYING_SMTP_PASSWORD", str, "", "SMTP 密码", "SMTP password"),
    Setting("HUYING_SMS_GATEWAY", str, "", "短信怎么发：http、apprise，或空着不发；演示可用 folder",
            "how short messages go out: http, apprise, or empty; folder for the demo", _to_folder),
    Setting("HUYING_SMS_URL", str, "", "http 网关的地址，收 JSON {key,to,text}",
            "the http gateway's address; it is sent JSON {key,to,text}"),
    Setting("HUYING_SMS_TOKEN", str, "", "http 网关的令牌", "the http gateway's token"),
    Setting("HUYING_APPRISE_URL", str, "", "apprise 的地址，{to} 代表收信人",
            "apprise's address; {to} stands for the receiver"),
    Setting("HUYING_BACKUP_TO", words, "", "备份公钥（age1 开头），逗号隔开；backup 只加密给它们",
            "public backup keys (age1…), parted by commas; backups are sealed to them alone"),
)  # fmt: skip


def read(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name. Raises ImproperlyConfigured, naming each bad or unsafe value and its remedy."""
    values: dict[str, Any] = {}
    faults = []
    for one in SETTINGS:
        # HUYING_DEMO stands first in the table, so the others know whether this is the demo.
        text = environment.get(one.name, _default(one, demo=values.get("HUYING_DEMO", False)))
        try:
            values[one.name] = value = one.kind(text)
        except ValueError:
            faults.append(f"{one.name}={text!r}：这个值看不懂。{one.meaning}。")
            continue
        why = one.unsafe(value)
        if why and not values.get("HUYING_DEMO"):
            faults.append(f"{one.name}：{why}")
    strange = sorted(
        name for name in environment if name.startswith("HUYING_") and name not in _NAMES
    )
    faults += [f"{name}：没有这个设置，请核对拼写（见 docs/settings.md）。" for name in strange]
    if faults:
        raise ImproperlyConfigured("\n".join(faults))
    return values


DEMO_DEFAULTS = {
    "HUYING_SECOND_FACTOR": "0",
    "HUYING_MAIL_GATEWAY": "folder",
    "HUYING_SMS_GATEWAY": "folder",
    "HUYING_ALLOWED_HOSTS": "*",
}


def _default(one: Setting, *, demo: bool) -> str:
    return DEMO_DEFAULTS.get(one.name, one.default) if demo else one.default


_NAMES = {one.name for one in SETTINGS} | {
    "HUYING_TEST_DATABASE", "HUYING_TEST_DATABASE_URL", "HUYING_BENCH_DATA",
}  # fmt: skip


def as_table() -> str:
    """The table of docs/settings.md."""
    rows = ["| setting | default | 意思 meaning | 演示站以外不许 refused outside the demo |",
            "| --- | --- | --- | --- |"]  # fmt: skip
    probes = {flag: (True, False), str: ("folder", "http://0.0.0.0"), words: (["*"],)}
    for one in SETTINGS:
        why = next(filter(None, (one.unsafe(value) for value in probes.get(one.kind, ()))), "")
        default = f"`{one.default}`" if one.default else ""
        rows.append(f"| `{one.name}` | {default} | {one.meaning}<br>{one.english} | {why} |")
    return "\n".join(rows) + "\n"
