"""The wind vane (风向标): what the town says, what came of it, and what the residents make of that.

`periods` says when, `counting` counts, `lists` gives the matters behind each number, `small` keeps a small
number from pointing at a person, `tiles` lays the villages out, `kept` keeps what was counted for some minutes.

Everybody who spoke counts once: each voice, also one that was merged into another's matter, and each "me too".
What was taken back counts nowhere but in its own number. Thanks are counted by themselves.
"""
