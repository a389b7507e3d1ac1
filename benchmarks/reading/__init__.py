"""What readers wait for."""
