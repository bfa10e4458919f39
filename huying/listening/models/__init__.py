from huying.listening.models.topics import Topic, TopicMember

__all__ = ["Topic", "TopicMember"]
