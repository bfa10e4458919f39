"""Outgoing messages: rendered, handed to a gateway, each with how far its hand-off got."""
