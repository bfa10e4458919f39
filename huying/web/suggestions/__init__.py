"""Suggestions: the public list, the page that everybody shares, the congress's desk."""
