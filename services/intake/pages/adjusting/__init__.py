"""What a plan's reviewer proposes to adjust, and what a second signer records of it (目标调整)."""
