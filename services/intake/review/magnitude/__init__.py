"""量级: figures of another order than they should be, from a unit's first months on.

``doubtful`` says which lines are looked at and what is asked of each; ``scale`` holds a figure against earlier ones and
against the plans' baselines, ``swaps`` finds rows that changed places.
"""
