"""An office that begins: from an empty folder to an alert in the right mailbox, by the handbook's commands only."""
