"""Consultations: residents are asked about a policy (问政), for ideas (问计), for needs (问需)."""
