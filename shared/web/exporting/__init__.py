"""Every table of a page as an Excel file: the page's own address with ``export=xlsx``."""
