"""What who runs the system, and who audits it, sees of everybody: accounts, one account, the security log."""
