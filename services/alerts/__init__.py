"""Decisions and messages: who must be told of what, by when they answer, and that each message arrives."""
