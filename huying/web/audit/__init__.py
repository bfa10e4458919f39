"""The auditor's desk: every event, the contact openings, the check of the chain, erasure by law."""
