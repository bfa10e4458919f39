"""Consultations: asking, answering, and what came of it."""

pages: list = []
