"""The engine past one machine: the same functions as steps over Parquet on an engine that speaks Spark Connect.

Sail runs it here (one process or several, no Java); Spark itself takes the same frames on a cluster.
Optional: `pip install -r requirements-more.txt`. docs/batch.md has the plan for 100,000,000 messages.
"""
