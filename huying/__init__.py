"""Huying (呼应): the working platform of a township people's congress."""
