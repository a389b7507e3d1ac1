"""用工监测: what sample enterprises reported, matched month to month; losses found; what of it who may see."""
