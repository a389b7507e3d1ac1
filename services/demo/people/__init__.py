"""The simulated departments and reviewers: what they do about alerts, on the pages and in the words of people."""
