"""The engine alone: messages in; kinds, twins, haste, a text to show and topics out. No Django, no database, no network.

PYTHONPATH=. python docs/listen.py
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from huying.analysis import redaction
from huying.analysis.category import classify, urgency
from huying.analysis.topics import Message, reason, topics
from huying.analysis.twins import TwinIndex

MESSAGES = {
    1: ("柳沟村", "柳沟村东头的路灯坏了半个月，晚上看不见路，老人不敢出门。"),
    2: ("柳沟村", "您好！柳沟村东头的路灯坏了半个月了，晚上看不见路，老人不敢出门，请修一修。"),
    3: ("石桥村", "石桥村西口的路灯坏了半个月，晚上看不见路，老人不敢出门。"),
    4: ("石桥村", "煤气味很大，怕爆炸，快来人！我是焦文才，电话19900001234。"),
    5: ("上坪村", "自来水停水三天了，没水做饭。"),
    6: ("上坪村", "啦啦啦"),
}


def main() -> None:
    """Each message with its kind and why, its twins, its haste, and how it may be shown; then what is talked about."""
    with TemporaryDirectory() as folder, TwinIndex(Path(folder) / "twins.sqlite3") as index:
        for key, (place, text) in MESSAGES.items():
            guesses = classify(text)
            kind = f"{guesses[0].key} ({' '.join(guesses[0].words)})" if guesses else "unknown"
            twins = [twin.key for twin in index.add(key, text, place)]
            shown = redaction.apply(text, redaction.suggest(text))
            print(f"{key} {kind}; twins {twins}; {urgency(text).level}; {shown}")
    said = [Message(key, text, place=place) for key, (place, text) in MESSAGES.items()]
    for topic in topics(said):
        print(f"{topic.name} {list(topic.messages)}: {reason(topic, english=True)}")


if __name__ == "__main__":
    main()
