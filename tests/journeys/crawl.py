"""Walks a signed-in person's pages by their links, one of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

# Pages of one kind look alike; these have several faces, told apart by their query or argument.
FACES = {
    "case": 4,
    "staff-matter": 4,
    "public-matter": 3,
    "public-voice": 2,
    "admin-list": 2,
    "suggestion": 4,
}


def name_of(url: str) -> str:
    """The name of the page behind an address of the site, or ''."""
    try:
        return resolve(urlsplit(url).path).url_name or ""
    except Resolver404:
        return ""


def walk(page: Page, starts: list[str], skip: set[str]) -> Iterator[tuple[str, str]]:
    """Opens each kind of page that links lead to, and yields (name, path) while it is open.

    skip: kinds that are not opened.
    """
    seen: dict[str, int] = {}
    ahead, known = list(starts), set(starts)
    while ahead:
        path = ahead.pop(0)
        name = name_of(path)
        if not name or name in skip or seen.get(name, 0) >= FACES.get(name, 1):
            continue
        seen[name] = seen.get(name, 0) + 1
        answer = page.goto(path)
        kind = (answer.headers.get("content-type") or "") if answer else ""
        if "text/html" not in kind:
            continue
        # Parts that come by htmx belong to the page.
        page.locator(".htmx-request").first.wait_for(state="detached")
        yield name, path
        for link in links(page):
            if link not in known:
                known.add(link)
                ahead.append(link)


def links(page: Page) -> list[str]:
    """The paths of this site that the page links to, downloads aside."""
    found = page.evaluate(
        "Array.from(document.querySelectorAll('a[href]:not([download])'), (a) => a.href)"
    )
    here = urlsplit(page.url).netloc
    return [
        urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
        for url in found
        if urlsplit(url).netloc == here and "/template/" not in url and "download" not in url
    ]
