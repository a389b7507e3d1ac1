"""用工监测: what sample enterprises report, over the interface or a short form, and who of their district reads it."""
