"""What a department is told and not told, from the report to the mail, by simulated time."""
