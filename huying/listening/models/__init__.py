from huying.listening.models.machine_reads import MachineRead
from huying.listening.models.topics import Topic, TopicMember

__all__ = ["MachineRead", "Topic", "TopicMember"]
