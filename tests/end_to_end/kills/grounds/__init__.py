"""Where games are played: a system that runs, can be killed and starts again, and what it keeps.

``ground`` says what every place can do; ``embedded`` is one process, ``engines`` every service apart; ``nursery``
starts processes cheaply, ``reading`` reads their databases.
"""
