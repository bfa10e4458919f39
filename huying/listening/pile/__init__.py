"""A pile of messages that never enters the database: a table in, a workbook and a report out.

`columns` reads the table, `huying.analysis.pile` finds what is in it, `workbook` and `report` write it down;
bin/huying analyse calls them.
"""
