"""The mechanisms that carry everything: transitions, permissions, ledger, outbox, sealed fields, files."""
