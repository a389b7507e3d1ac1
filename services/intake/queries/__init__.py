"""What can be read of reports: lists and single ones, a month for its review, punctuality, the audit trail."""
