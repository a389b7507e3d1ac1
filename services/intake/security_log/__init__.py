"""Who signed in, failed, was given a role, took data along: events in a chained store of their own, by months."""
