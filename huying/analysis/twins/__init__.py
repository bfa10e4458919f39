"""Twins: the same problem at the same place, whoever said it; an index on disk, piles in bulk."""

from huying.analysis.twins.index import Message, OtherFormat, Twin, TwinIndex
from huying.analysis.twins.pile import LIKE_ENOUGH, Pair, groups

__all__ = ["LIKE_ENOUGH", "Message", "OtherFormat", "Pair", "Twin", "TwinIndex", "groups"]
