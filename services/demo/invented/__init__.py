"""The invented office of the demonstration's last month: its folder with plans of 2026–2030 that nobody decided on."""
