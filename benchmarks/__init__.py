"""What speed is measured with: every figure stands beside a baseline of the same run."""
