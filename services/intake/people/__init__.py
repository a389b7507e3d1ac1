"""The doors for people: signing in step by step and out, one's own account, and everybody's for who runs the system."""
