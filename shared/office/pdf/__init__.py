"""A layout as PDF/A-2b in the form of GB/T 9704-2012: the same content and the same fonts give the same bytes.

``fonts`` says in which faces, ``characters`` what those cannot write, ``template_data`` what the template
(``document.typ``) is told, ``typesetter`` makes the file. typst is imported when a document is made, never when a
service starts.
"""
