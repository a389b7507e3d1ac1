"""The accounts of people: what may become of one (pure), where they are kept, their passwords."""
