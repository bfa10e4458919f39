"""Voices: what residents said; matters: the problems behind them; triage: where each goes."""
