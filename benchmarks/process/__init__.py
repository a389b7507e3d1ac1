"""What a process of the system costs as a whole, looked at from outside: its start, and its work at a steady pace."""
