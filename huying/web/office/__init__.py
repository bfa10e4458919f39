"""The town office's desk: hand out, decide requests, see what is late."""
