"""How this folder becomes a working installation.

Read by a bare Python before anything is installed: it imports the standard library, the settings and
`entrepot.vocabulary`'s texts and errors only. (`bundle` alone runs later.)
"""
