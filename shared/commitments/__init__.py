"""重点任务: what is owed, stated and reached of the commitments of plans. Pure: every service folds the same events.

:func:`shared.commitments.standing.standings` says of every commitment how it stands.
"""
