"""Official papers of a suggestion and of its handling, as DOCX and PDF; the signed scan."""
