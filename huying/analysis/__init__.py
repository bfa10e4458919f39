"""Plain Python over texts: search terms, likeness, redaction, categories. No database, no Django."""
