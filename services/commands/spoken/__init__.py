"""What the command line says of itself, in Chinese: help, and what is wrong with a command as it was typed."""
