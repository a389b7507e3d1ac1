"""Who is asking, and what they may do and see: keys, sessions, the table of every route's roles, access by region."""
