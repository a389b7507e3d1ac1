"""The pages where a clerk reports and a reviewer reviews: 报送, 审核, 核查."""
