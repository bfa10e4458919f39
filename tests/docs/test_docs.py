"""Pages that code can make are what the code makes; every room and every link stands where it says."""

import re
from pathlib import Path

import pytest

from huying.config.management.commands import docs

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", docs.PAGES)
def test_a_page_that_the_tables_make_is_what_they_say(name):
    assert (ROOT / "docs" / f"{name}.md").read_text("utf-8") == docs.PAGES[name]()


def test_readme_names_every_room():
    readme = (ROOT / "README.md").read_text()
    rooms = {path.parent.name for path in (ROOT / "huying").glob("*/__init__.py")}
    named = set(re.findall(r"^  (\w+)/ ", readme, re.M))
    assert rooms - named == set()


def test_links_between_pages_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
