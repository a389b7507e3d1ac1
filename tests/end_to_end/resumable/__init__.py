"""What lets a long suite be broken off and go on: the file of what it has done, and the commit that was done on."""
