"""Reading who is watched (用工监测): the sample of enterprises, and from how large a loss on it is told."""
