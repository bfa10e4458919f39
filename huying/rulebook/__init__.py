"""The rulebook: no deadline, code, quorum or threshold is a literal in code; a due date knows its reasons."""
