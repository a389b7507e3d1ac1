"""A month's form while it is filled in: drafts, two versions beside each other, the check before it goes."""
