"""JSON bodies: read exactly into a type, or refused with every fault of their shape and texts at once."""
