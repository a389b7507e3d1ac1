"""What an evaluation is made of: who stands where and why, what was promised, adjusted and reported. Pure."""
