"""What every service's HTTP side shares: problems, pages and their forms, the hot routes, answers in one piece."""
