"""Kill -9 at random moments, held against an independent model of the rules.

``model`` says in plain Python what a month may go through and what figures follow from it; ``book`` keeps what clients
were promised; ``clients`` ask for everything that a month can take; ``comparing`` finds what the system has made of it
otherwise. ``grounds`` are where it runs, ``games`` the seeds that are played one after another.
"""
