"""Pages that code can make are what the code makes; every room and every link stands where it says."""

import re
from pathlib import Path

from huying.config import rules_page, states_page

ROOT = Path(__file__).resolve().parents[2]


def test_states_page_is_what_the_tables_say():
    assert (ROOT / "docs/states.md").read_text() == states_page.page()


def test_rulebook_page_is_what_the_packs_say():
    assert (ROOT / "docs/rulebook.md").read_text() == rules_page.page()


def test_readme_names_every_room():
    readme = (ROOT / "README.md").read_text()
    rooms = {path.parent.name for path in (ROOT / "huying").glob("*/__init__.py")}
    named = set(re.findall(r"^  (\w+)/ ", readme, re.M))
    assert rooms - named == set()


def test_links_between_pages_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
