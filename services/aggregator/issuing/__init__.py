"""What documents of a position have in common, whichever room writes them: from its blocks to a file.

Their kinds of renditions and files, the heads of the chains that they rest on, and how one becomes an event that never
changes, with its PDF kept beside it.
"""
