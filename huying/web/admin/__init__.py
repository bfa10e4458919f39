"""The town's administrator: lists, accounts, rules, calendar, one clear next step at a time."""
