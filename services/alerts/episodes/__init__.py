"""What the machine finds: from assessments to an alert's raise, its changes and its end, by a policy that is data."""
