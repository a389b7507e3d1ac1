"""What would follow if reports were accepted: applied as it would be, read, and taken back."""
