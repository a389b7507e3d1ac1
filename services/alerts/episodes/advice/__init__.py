"""The 提示 of expected targets, which have no episodes."""
