"""What the town is saying: what is suggested for it, learnt from decisions, and the topics that it talks about."""
