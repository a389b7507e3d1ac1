"""The kernel: what every Xushi service is built on. It imports no service."""
