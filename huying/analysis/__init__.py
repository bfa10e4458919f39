"""Plain Python over texts: search terms, likeness, redaction, categories."""
