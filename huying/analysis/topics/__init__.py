"""Hot topics: messages of one place and one problem, named, measured, ranked by people. Plain Python, usable alone."""

from huying.analysis.topics.grouping import group
from huying.analysis.topics.messages import Group, Message, Topic
from huying.analysis.topics.pace import Pace, Saying, pace
from huying.analysis.topics.ranking import reason, topics

__all__ = ["Group", "Message", "Pace", "Saying", "Topic", "group", "pace", "reason", "topics"]
