"""A country of 2,974 units on two cores: what the system costs there, this build and another one by turns."""
