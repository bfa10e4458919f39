"""What a text speaks of, as three kinds of evidence: names, problem words, places that exclude each other.

Names are pairs and triples of characters that few messages share. Problem words are pairs that turn up in many
messages that have otherwise little in common: 油烟 is said in many places, the name of an estate only of that estate,
so whoever says it resembles the others in the rest of their words, too. Nothing is learnt from labels; there is no
list of names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse

from huying.analysis.topics.messages import Message

Array = np.ndarray
# What the subject line says is what it is about; three times the body leaves a long body a say.
TITLE_TIMES = 3
# A pair in fewer messages is no general word. As a share of the pile, between these two counts.
GENERAL_SHARE, GENERAL_LEAST, GENERAL_MOST = 0.0035, 2, 15
# How alike the messages with a pair may be in the rest before it counts as a name (mean cosine; halves at 0.7 of it).
NAME_LIKENESS = 0.07
# In more messages than this share a pair names nothing in particular; a small pile says little about that.
NAME_SHARE, NAME_MOST = 0.015, 15
# A pair that belongs to a place's name in this part of the titles is no problem word.
MENTION_SHARE = 0.5
SKETCH = 512
# A sender of many messages on many things has a template: what stands in half of theirs says nothing.
TEMPLATE_FROM, TEMPLATE_LIKENESS, TEMPLATE_SHARE = 5, 0.15, 0.5

_BREAK = re.compile(r"[^\w]+")
# Counties and above name too much to be a place of something.
_WIDE = re.compile(r"[a-z]\d{0,2}[市区县]|[\u4e00-\u9fff]{2}[省县]")
_NAMED = re.compile(
    r"([\u4e00-\u9fff0-9]{2,6}?)"
    r"(小区|花园|家园|新城|国际城|公寓|社区|街道|山庄|大厦|广场|公园|市场|小学|中学|大学|学院|学校|幼儿园|医院|之城"
    r"|大道|路|村|镇|城|苑|园|府|庭|湾|郡|庄)"
)
# What stands right before a name and is none of it.
_BEFORE_NAME = re.compile(
    r"^.*(?:加快|关于|有关|反映|投诉|举报|建议|希望|咨询|请问|请求|强烈|要求|位于|我们|[请在的对把到从给我是])(?=..)"
)
_OWN_ENDING = frozenset("城苑园府庭湾郡村镇路庄")


class Features:
    """The evidence of a pile of messages, one row each, in the order given."""

    def __init__(self, messages: Sequence[Message]) -> None:
        titles = [_plain(one.title) for one in messages]
        self.people = [one.person for one in messages]
        self.places = [one.place for one in messages]
        self.kinds = [one.kind for one in messages]
        self.vocabulary, self._title, self._body = _counted(
            titles, [_plain(one.text) for one in messages]
        )
        self._mentions = [mentions(title) for title in titles]

    @cached_property
    def _said(self) -> sparse.csr_matrix:
        return ((self._title + self._body) > 0).astype(np.float32).tocsr()

    @cached_property
    def _in(self) -> Array:
        counted: Array = np.asarray(self._said.sum(axis=0)).ravel()
        return counted

    @cached_property
    def _rarity(self) -> Array:
        rows = max(len(self.people), 2)
        rarity: Array = np.log((rows + 1) / np.maximum(self._in, 1))
        return rarity

    @cached_property
    def names(self) -> sparse.csr_matrix:
        """A row of length one for each message in which rare pieces stand out."""
        return _unit(self._weighed @ sparse.diags(self._rarity**2))

    @cached_property
    def problems(self) -> sparse.csr_matrix:
        """A row of length one for each message in which general words stand out."""
        return _unit(self._weighed @ sparse.diags(self._rarity * self._generality()))

    @cached_property
    def placed(self) -> sparse.csr_matrix:
        """1 where a title names a place with this rare pair of characters."""
        column = {piece: at for at, piece in enumerate(self.vocabulary)}
        most = max(NAME_MOST, NAME_SHARE * len(self.people))
        found = [
            (row, column[pair])
            for row, pairs in enumerate(self._mentions)
            for pair in sorted(pairs)
            if pair in column and self._in[column[pair]] <= most
        ]
        shape = (len(self.people), len(self.vocabulary))
        rows, columns = [row for row, _ in found], [at for _, at in found]
        return sparse.csr_matrix((np.ones(len(found), np.float32), (rows, columns)), shape)

    @cached_property
    def rare(self) -> sparse.csr_matrix:
        """1 where a message holds a piece that few others hold."""
        most = max(NAME_MOST, NAME_SHARE * len(self.people))
        return (self._said @ sparse.diags((self._in <= most).astype(np.float32))).tocsr()

    @property
    def said(self) -> sparse.csr_matrix:
        """1 where a message holds this piece."""
        return self._said

    @cached_property
    def _weighed(self) -> sparse.csr_matrix:
        counts = (self._title * TITLE_TIMES + self._body).astype(np.float32).tocsr()
        # A piece said twice says little more than one said once.
        counts.data = 1 + np.log(counts.data)
        return self._without_templates(counts)

    def _without_templates(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        titles = _unit(self._title.astype(np.float32) @ sparse.diags(self._rarity**2))
        by_person: dict[str, list[int]] = defaultdict(list)
        for row, person in enumerate(self.people):
            if person:
                by_person[person].append(row)
        for rows in by_person.values():
            if len(rows) >= TEMPLATE_FROM and _mean_likeness(titles[rows]) < TEMPLATE_LIKENESS:
                share = (np.asarray(self._said[rows].sum(axis=0)).ravel() - 1) / (len(rows) - 1)
                for row in rows:
                    part = slice(counts.indptr[row], counts.indptr[row + 1])
                    kept = 1 - share[counts.indices[part]] / TEMPLATE_SHARE
                    counts.data[part] *= np.clip(kept, 0, 1)
        return counts

    def _generality(self) -> Array:
        """0 for what is no general word, up to 1 for a pair whose messages are unlike in everything else."""
        least = np.clip(GENERAL_SHARE * len(self.people), GENERAL_LEAST, GENERAL_MOST)
        pairs = np.array([len(piece) == 2 for piece in self.vocabulary], dtype=bool)
        picked = np.flatnonzero(pairs & (self._in >= least))
        weight = np.zeros(len(self.vocabulary), np.float32)
        if len(picked):
            rows = self._sketched()
            having = self._said[:, picked].T.tocsr()
            often = self._in[picked]
            together = (np.asarray(having @ rows) ** 2).sum(axis=1) - having @ (rows**2).sum(axis=1)
            likeness = together / np.maximum(often * (often - 1), 1)
            weight[picked] = np.exp(-np.clip(likeness, 0, None) / NAME_LIKENESS)
        return weight * (self._in_mentions() < MENTION_SHARE)

    def _in_mentions(self) -> Array:
        """Of the titles with a piece, the part in which it belongs to the name of a place."""
        column = {piece: at for at, piece in enumerate(self.vocabulary)}
        named = Counter(
            column[pair] for pairs in self._mentions for pair in pairs if pair in column
        )
        often = np.zeros(len(self.vocabulary), np.float32)
        for at, times in named.items():
            often[at] = times
        share: Array = often / np.maximum(np.asarray((self._title > 0).sum(axis=0)).ravel(), 1)
        return share

    def _sketched(self) -> Array:
        # The names folded into few columns with random signs keep their cosines, nearly; a seed of its own.
        dice = np.random.default_rng(0)
        width = len(self.vocabulary)
        signs = dice.choice(np.array([-1, 1], np.float32), width)
        columns = dice.integers(0, SKETCH, width)
        fold = sparse.csr_matrix((signs, (np.arange(width), columns)), (width, SKETCH))
        return np.asarray((self.names @ fold).todense())


def mentions(title: str) -> set[str]:
    """The pairs of characters that make up the proper part of each place that `title` names."""
    found: set[str] = set()
    for piece in _BREAK.split(_plain(title)):
        for match in _NAMED.finditer(piece):
            name, ending = _BEFORE_NAME.sub("", match[1]), match[2]
            found.update(a + b for a, b in zip(name, name[1:], strict=False))
            if ending in _OWN_ENDING:
                found.add(name[-1] + ending)
    return found


def _plain(text: str) -> str:
    return _WIDE.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _pieces(text: str) -> Iterable[str]:
    for run in _BREAK.split(text):
        for length in (2, 3):
            yield from (run[at : at + length] for at in range(len(run) - length + 1))


def _counted(
    titles: Sequence[str], bodies: Sequence[str]
) -> tuple[list[str], sparse.csr_matrix, sparse.csr_matrix]:
    """(pieces of at least two messages, their counts in titles, in bodies)."""
    counted = [
        (Counter(_pieces(a)), Counter(_pieces(b))) for a, b in zip(titles, bodies, strict=True)
    ]
    seen = Counter(piece for a, b in counted for piece in {*a, *b})
    vocabulary = sorted(piece for piece, times in seen.items() if times > 1)
    column = {piece: at for at, piece in enumerate(vocabulary)}
    title, body = (_matrix([pair[which] for pair in counted], column) for which in (0, 1))
    return vocabulary, title, body


def _matrix(counts: Sequence[Counter[str]], column: dict[str, int]) -> sparse.csr_matrix:
    rows, columns, times = [], [], []
    for row, pieces in enumerate(counts):
        for piece, often in pieces.items():
            if piece in column:
                rows.append(row)
                columns.append(column[piece])
                times.append(often)
    shape = (len(counts), len(column))
    made = sparse.csr_matrix((np.array(times, np.float32), (rows, columns)), shape)
    made.sort_indices()
    return made


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    length[length == 0] = 1
    return (sparse.diags(1 / length) @ rows).tocsr().astype(np.float32)


def _mean_likeness(rows: sparse.csr_matrix) -> float:
    many = rows.shape[0]
    whole = np.asarray(rows.sum(axis=0)).ravel()
    own = float(rows.multiply(rows).sum())
    return float((whole @ whole - own) / (many * (many - 1)))
