"""An .xlsx file as it is: checked before it is opened, its parts found, its cells read with all that shows on them."""
