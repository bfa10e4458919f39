"""bin/huying docs: write again the pages that the program's own tables make."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from huying.config import rules_page, settings_page, states_page

PAGES = {"states": states_page.page, "rulebook": rules_page.page, "settings": settings_page.page}


class Command(BaseCommand):
    help = "重写由程序自己的表生成的说明：状态、规则、设置。Write docs/states.md, rulebook.md, settings.md."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, page in PAGES.items():
            (settings.ROOT / "docs" / f"{name}.md").write_text(page(), "utf-8")
