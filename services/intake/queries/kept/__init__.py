"""What is kept of an area's reports between two reviews of its months, and brought up to what stands before each."""
