"""Sign-in at providers of others."""
