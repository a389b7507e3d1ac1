"""What is said and to whom: routing, sentences, text and HTML, the mail and its chart."""
