"""The page 用工监测: sample enterprises matched period to period, by district and industry."""
