"""What units' months come to by themselves, written down for readers of SQL by the arithmetic of the figures."""
