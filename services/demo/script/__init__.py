"""What is played: which report is posted on which day, wrong or right, and what becomes of it; pure."""
