"""What a catalogue is read from: the files that come with the program, and the office's own folder over them."""
